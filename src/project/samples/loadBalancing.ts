import type { ALBEvent, LambdaFunctionURLEvent } from 'aws-lambda';
import {
  multiValue,
  queryLists,
  queryTexts,
  REQUEST_PARAMETERS,
  requestHeaders,
  TRACE_ID,
  USER_AGENT,
} from './httpRequest';
import { flag, text, time } from './parameter';
import { sample } from './sample';
import { arn, id, region, requestTime } from './values';

const base64Encoded = flag('Whether the body is base64', false);
const TARGET_GROUP = {
  ...REQUEST_PARAMETERS,
  host: text('Name of the host', 'orders-123456789.us-east-1.elb.amazonaws.com'),
  isBase64Encoded: base64Encoded,
  targetGroup: text('Target group', 'orders/6d0ecf831eec9f09'),
  region: region(),
} as const;

const loadBalancer = sample({
  id: 'alb',
  title: 'Application Load Balancer request',
  service: 'Elastic Load Balancing',
  eventTypes: ['ALB'],
  parameters: TARGET_GROUP,
  carries: 'body',
  event: (given) =>
    ({
      requestContext: {
        elb: { targetGroupArn: arn('elasticloadbalancing', given.region, `targetgroup/${given.targetGroup}`) },
      },
      httpMethod: given.method,
      path: given.path,
      queryStringParameters: queryTexts(given.query, 'last'),
      headers: requestHeaders(given),
      body: given.body,
      isBase64Encoded: given.isBase64Encoded,
    }) satisfies ALBEvent,
});

const multiValueLoadBalancer = sample({
  id: 'alb-multi-value',
  title: 'Application Load Balancer request with multi-value headers',
  service: 'Elastic Load Balancing',
  eventTypes: ['ALB'],
  parameters: { ...TARGET_GROUP, query: text('Query, without question mark', 'item=1&item=2') },
  carries: 'body',
  event: (given) =>
    ({
      requestContext: {
        elb: { targetGroupArn: arn('elasticloadbalancing', given.region, `targetgroup/${given.targetGroup}`) },
      },
      httpMethod: given.method,
      path: given.path,
      multiValueQueryStringParameters: queryLists(given.query),
      multiValueHeaders: multiValue(requestHeaders(given)),
      body: given.body,
      isBase64Encoded: given.isBase64Encoded,
    }) satisfies ALBEvent,
});

const functionUrl = sample({
  id: 'function-url',
  title: 'Function URL request (payload format 2.0)',
  service: 'Lambda',
  eventTypes: ['FunctionUrl', 'FunctionUrlConfig'],
  parameters: {
    ...REQUEST_PARAMETERS,
    host: text('Name of the host', 'abcdefghijklmnopqrstuvwxyz012345.lambda-url.us-east-1.on.aws'),
    isBase64Encoded: base64Encoded,
    requestId: id('Id of the request'),
    time: time(),
  },
  carries: 'body',
  event: (given) => {
    const urlId = given.host.split('.', 1)[0] ?? '';
    return {
      version: '2.0',
      routeKey: '$default',
      rawPath: given.path,
      rawQueryString: given.query,
      headers: requestHeaders(given),
      ...(given.query === '' ? {} : { queryStringParameters: queryTexts(given.query, 'comma') }),
      requestContext: {
        accountId: 'anonymous',
        apiId: urlId,
        domainName: given.host,
        domainPrefix: urlId,
        http: {
          method: given.method,
          path: given.path,
          protocol: 'HTTP/1.1',
          sourceIp: given.sourceIp,
          userAgent: USER_AGENT,
        },
        requestId: given.requestId,
        routeKey: '$default',
        stage: '$default',
        time: requestTime(given.time),
        timeEpoch: given.time,
      },
      ...(given.body === '' ? {} : { body: given.body }),
      isBase64Encoded: given.isBase64Encoded,
    } satisfies LambdaFunctionURLEvent;
  },
});

const lattice = sample({
  id: 'vpc-lattice',
  title: 'VPC Lattice request (event structure 2.0)',
  service: 'VPC Lattice',
  eventTypes: ['VpcLattice'],
  parameters: {
    ...REQUEST_PARAMETERS,
    host: text('Name of the host', 'orders-0a1b2c3d4e5f67890.7d67968.vpc-lattice-svcs.us-east-1.on.aws'),
    isBase64Encoded: base64Encoded,
    region: region(),
    time: time(),
  },
  carries: 'body',
  event: (given) => ({
    version: '2.0',
    path: given.query === '' ? given.path : `${given.path}?${given.query}`,
    method: given.method,
    headers: multiValue({ ...requestHeaders(given), 'x-amzn-trace-id': TRACE_ID }),
    queryStringParameters: queryLists(given.query),
    body: given.body,
    isBase64Encoded: given.isBase64Encoded,
    requestContext: {
      serviceNetworkArn: arn('vpc-lattice', given.region, 'servicenetwork/sn-0bf3f2882e9cc805a'),
      serviceArn: arn('vpc-lattice', given.region, 'service/svc-0a40eebed65f8d69c'),
      targetGroupArn: arn('vpc-lattice', given.region, 'targetgroup/tg-6d0ecf831eec9f09'),
      identity: {
        sourceVpcArn: arn('ec2', given.region, 'vpc/vpc-0b8276c84697e7339'),
        type: 'AWS_IAM',
        principal: arn('iam', '', 'role/orders-caller').replace(`:${given.region}:`, '::'),
        principalOrgID: 'o-50dc6c495c0c9188',
        sessionName: 'orders-caller',
      },
      region: given.region,
      // Microseconds since the epoch.
      timeEpoch: `${given.time}000`,
    },
  }),
});

export const LOAD_BALANCING_SAMPLES = [loadBalancer, multiValueLoadBalancer, functionUrl, lattice];
