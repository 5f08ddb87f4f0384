import type { SESEvent, SESMessage } from 'aws-lambda';
import { text, time } from './parameter';
import { sample } from './sample';
import { arn, isoTime, region } from './values';

interface MailValues {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly messageId: string;
  readonly function: string;
  readonly region: string;
  readonly time: number;
}

function received(given: MailValues): SESMessage {
  const date = new Date(given.time).toUTCString().replace('GMT', '+0000');
  return {
    mail: {
      timestamp: isoTime(given.time),
      source: given.from,
      messageId: given.messageId,
      destination: [given.to],
      headersTruncated: false,
      headers: [
        { name: 'From', value: given.from },
        { name: 'To', value: given.to },
        { name: 'Subject', value: given.subject },
        { name: 'Date', value: date },
        { name: 'Content-Type', value: 'text/plain; charset=UTF-8' },
      ],
      commonHeaders: {
        returnPath: given.from,
        from: [given.from],
        date,
        to: [given.to],
        messageId: `<${given.messageId}@example.com>`,
        subject: given.subject,
      },
    },
    receipt: {
      timestamp: isoTime(given.time),
      processingTimeMillis: 574,
      recipients: [given.to],
      spamVerdict: { status: 'PASS' },
      virusVerdict: { status: 'PASS' },
      spfVerdict: { status: 'PASS' },
      dkimVerdict: { status: 'PASS' },
      dmarcVerdict: { status: 'PASS' },
      action: {
        type: 'Lambda',
        functionArn: arn('lambda', given.region, `function:${given.function}`),
        invocationType: 'Event',
      },
    },
  };
}

const email = sample({
  id: 'ses',
  title: 'SES received email',
  service: 'SES',
  eventTypes: ['SES'],
  parameters: {
    from: text('Sender', 'jane@example.com'),
    to: text('Recipient', 'orders@example.com'),
    subject: text('Subject', 'Order 42'),
    messageId: text('Id of the message', 'o3vrnil0e2ic28trm7dfhrc2v0clambda4nbp0g1'),
    function: text('Name of the function', 'orders'),
    region: region(),
    time: time(),
  },
  event: (given) =>
    ({ Records: [{ eventSource: 'aws:ses', eventVersion: '1.0', ses: received(given) }] }) satisfies SESEvent,
  // What a receipt rule publishes to a topic.
  message: (given) => {
    const { mail, receipt } = received(given);
    return {
      notificationType: 'Received',
      mail,
      receipt: {
        ...receipt,
        action: { type: 'SNS', topicArn: arn('sns', given.region, 'orders-topic'), encoding: 'UTF8' },
      },
      content: `From: ${given.from}\r\nTo: ${given.to}\r\nSubject: ${given.subject}\r\n\r\nHello\r\n`,
    };
  },
});

export const EMAIL_SAMPLES = [email];
