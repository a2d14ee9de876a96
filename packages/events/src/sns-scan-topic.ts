import type { SNSClient } from '@aws-sdk/client-sns';
import type { ScanTopic } from './ports.ts';

/** Publishes `<user>:<md5>` with one attribute per pool and the scan as JSON. */
export function snsScanTopic(_client: SNSClient, _topicArn: string): ScanTopic {
  throw new Error('not written yet');
}
