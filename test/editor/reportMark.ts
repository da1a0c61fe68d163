// Marks the lines of the test report among everything that an extension host prints.
export const reportMark = '[test] ';
