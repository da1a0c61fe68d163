// X.509 certificates for tests, written down in DER (RFC 5280 §4.1): trusted, expired or of another host, and never on a disk.
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

export interface CertificateOptions {
  readonly host: string;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

export interface Certificate {
  /** Both in PEM. */
  readonly cert: string;
  readonly key: string;
}

const ecdsaWithSha256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const commonName = [0x55, 0x04, 0x03];
const subjectAltName = [0x55, 0x1d, 0x11];
const basicConstraints = [0x55, 0x1d, 0x13];
const dayMs = 86_400_000;

/** Signed by itself, so that trusting it is trusting this one certificate. Good from yesterday until tomorrow by default. */
export function selfSigned(options: CertificateOptions): Certificate {
  const { host, notBefore = new Date(Date.now() - dayMs), notAfter = new Date(Date.now() + dayMs) } = options;
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(der(0x31, sequence(der(0x06, bytes(commonName)), der(0x0c, Buffer.from(host)))));
  const toBeSigned = sequence(
    der(0xa0, der(0x02, bytes([2]))),
    der(0x02, Buffer.concat([bytes([1]), randomBytes(8)])),
    algorithm(),
    name,
    sequence(time(notBefore), time(notAfter)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(
      0xa3,
      sequence(
        extension(basicConstraints, sequence(der(0x01, bytes([0xff])))),
        extension(subjectAltName, sequence(der(0x82, Buffer.from(host)))),
      ),
    ),
  );
  const whole = sequence(toBeSigned, algorithm(), bitString(sign('sha256', toBeSigned, privateKey)));
  return { cert: pem(whole), key: keyPem(privateKey) };
}

function algorithm(): Buffer {
  return sequence(der(0x06, bytes(ecdsaWithSha256)));
}

function extension(id: readonly number[], value: Buffer): Buffer {
  return sequence(der(0x06, bytes(id)), der(0x04, value));
}

/** UTCTime: two digits of the year, which serves until 2049. */
function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/\D/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`));
}

function bitString(content: Buffer): Buffer {
  return der(0x03, Buffer.concat([bytes([0]), content]));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([bytes([tag, ...head]), content]);
}

function bytes(values: readonly number[]): Buffer {
  return Buffer.from(values);
}

function pem(content: Buffer): string {
  const lines = content.toString('base64').replace(/.{64}(?!$)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

function keyPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
