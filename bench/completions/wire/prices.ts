// What the fake server charges, in micro-units per million tokens.

export const prices = { inputMicro: 700_000, outputMicro: 2_800_000 };
