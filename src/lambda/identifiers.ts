import { randomBytes, randomUUID } from 'node:crypto';

/** Account and region every local ARN carries; the account number is AWS's own documentation example. */
export const LOCAL_ACCOUNT = '123456789012';
export const LOCAL_REGION = 'us-east-1';

/** ARN of a function in the local account, qualified only when a qualifier is given. */
export function functionArn(name: string, qualifier?: string, region: string = LOCAL_REGION): string {
  const arn = `arn:aws:lambda:${region}:${LOCAL_ACCOUNT}:function:${name}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}

export function newRequestId(): string {
  return randomUUID();
}

/** A fresh X-Ray trace header: `Root=1-8hex-24hex;Parent=16hex;Sampled=0|1` (lambda-contract §2.1). */
export function newTraceId(epochMs: number, sampled = false): string {
  const seconds = Math.floor(epochMs / 1000)
    .toString(16)
    .padStart(8, '0');
  const parent = randomHex24().slice(0, 16);
  return `Root=1-${seconds}-${randomHex24()};Parent=${parent};Sampled=${sampled ? '1' : '0'}`;
}

/** 24 random hexadecimal digits. UUIDs come out of a pool and cost a fraction of fresh random bytes. */
function randomHex24(): string {
  const uuid = randomUUID();
  // The digits between are version and variant, which are not random.
  return `${uuid.slice(0, 8)}${uuid.slice(9, 13)}${uuid.slice(24)}`;
}

/** `YYYY/MM/DD/[<version>]<32 hex>` (lambda-contract §8.1). */
export function newLogStreamName(epochMs: number, version = '$LATEST'): string {
  const date = new Date(epochMs).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${date}/[${version}]${randomBytes(16).toString('hex')}`;
}

/** The first availability zone of a region as AWS numbers them: `us-east-1` -> `use1-az1`, `ap-northeast-2` -> `apne2-az1`. */
export function availabilityZoneId(region: string): string {
  const [area = '', ...rest] = region.split('-');
  const direction = rest
    .slice(0, -1)
    .join('')
    .replaceAll(/north|south|east|west|central/g, (word) => word.slice(0, 1));
  return `${area}${direction}${rest.at(-1) ?? ''}-az1`;
}
