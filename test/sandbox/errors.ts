// The platform's refusals, each in the shape in which it comes: JSON with a code, without one, a bare string, or nothing.

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function jsonReply(status: number, value: unknown): Reply {
  return { status, body: JSON.stringify(value), type: 'application/json; charset=utf-8' };
}

export function coded(status: number, code: number, message: string): Reply {
  return jsonReply(status, { code, message, data: null });
}

export function plain(status: number, body: string, type = 'text/plain; charset=utf-8'): Reply {
  return { status, body, type };
}

export const invalidToken = (): Reply => jsonReply(401, 'Invalid token');
export const noRealName = (): Reply => ({ status: 403, body: '' });
export const noBalance = (status: 402 | 403): Reply =>
  coded(status, 30001, 'Sorry, your account balance is insufficient');
export const needsPaidBalance = (): Reply =>
  coded(403, 30011, 'Sorry, this model requires paid balance. Please use the charged balance.');
export const modelDisabled = (): Reply => coded(403, 30003, 'Model disabled.');
export const unknownModel = (): Reply =>
  coded(400, 20012, 'Model does not exist. Please check it carefully.');
export const badParameter = (message: string): Reply => coded(400, 20015, message);
export const unsupported = (parameter: string): Reply =>
  badParameter(`Value error, current model does not support parameter \`${parameter}\`.`);
export const wrongPath = (): Reply => plain(404, '404 page not found');
export const endpointGone = (): Reply =>
  coded(410, 20092, 'This endpoint is deprecated and is no longer available.');
export const rateLimited = (metric: string): Reply =>
  jsonReply(429, {
    message: `Request was rejected due to rate limiting. Details: ${metric} limit reached.`,
    data: null,
  });
export const overloaded = (code: 50505 | 50508): Reply =>
  coded(
    503,
    code,
    code === 50505
      ? 'Model service overloaded. Please try again later.'
      : 'System is too busy now. Please try again later.',
  );
