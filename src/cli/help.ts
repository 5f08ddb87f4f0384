const GENERAL = `Runs AWS Lambda functions in local execution environments with the real lifecycle.

Usage: warmpath <command> [options]

Commands:
  invoke <function>   Run a function cold and warm and draw its lifecycle
  serve               Serve all functions of a folder through the Lambda Invoke API
  functions           List the functions of a folder and where they were found
  lint                Find clients and connections that are made again on every invocation
  prove <function>    Run a function before and after a quick fix of lint, and compare
  events              List saved and sample events, and make sample events
  timeline <file>     Show the lifecycle in a CloudWatch log, a trace or saved events, or convert it
  language-server     Give editors the findings of lint while code is typed, through the Language Server Protocol

  warmpath <command> --help explains a command, warmpath --version prints the version.

Exit codes: 0 done, 1 the function failed or lint found something, 2 the command line or the project is wrong.
`;

const INVOKE = `Runs a function and draws the lifecycle of its execution environments.

Usage: warmpath invoke <function> [options]

<function> is the name of a function in a template of this folder (or below), a handler file (app.py, src/app.ts)
or a handler (src/app.handler).

Options:
  --event EVENT         The event: a file, JSON, the name of a saved event, sample:<id>, or - for standard input
                        (default: the one used last, else one saved for the function, else a sample of its first
                        event source, else {})
  --times N             Invoke N times (default 1)
  --concurrency N       Run up to N invocations at the same time (default 1)
  --template PATH       Template file or folder to look in (default: this folder)
  --parameter N=VALUE   Value of a template parameter; may be repeated
  --stage NAME          Stage of a Serverless Framework configuration (default: its own)
  --env-file FILE       Variables of the function, added to those of the template; may be repeated
  --timeout S           Seconds, instead of the configured timeout
  --memory MB           Instead of the configured memory
  --runtime ID          For example python3.13, nodejs22.x, provided.al2023
  --pass NAME           Let the function see this variable of your shell; may be repeated
  --credentials         Hand the AWS credentials of your shell's variables to the function
  --no-freeze           Do not stop processes between invocations
  --node PATH           The Node.js to use (--python PATH likewise)
  --json                One JSON document on standard output instead of text
  --trace FILE          Write a Chrome trace (opens in Perfetto and in browser DevTools)
  --otlp FILE           Write OpenTelemetry traces (OTLP as JSON)
  --events FILE         Write every lifecycle event but the logs, for "warmpath timeline"
  --evidence            Observe what the function opens, keeps and leaves behind, and show it beside what lint finds
  --sarif FILE          Write these findings as a SARIF log (observes as --evidence does)
  --verbose             Show what Warmpath itself does, and how this machine differs from AWS

Function logs, the lifecycle and the summary go to standard error, results to standard output.

Examples:
  warmpath invoke OrdersFunction --event events/order.json --times 5
  warmpath invoke app.py --event '{"id": 1}'
  warmpath invoke UploadFunction --event sample:s3
  echo '{}' | warmpath invoke src/app.handler --event - --json
`;

const SERVE = `Serves all functions of a folder through the Lambda Invoke API on this machine.

Usage: warmpath serve [folder] [options]

Options:
  --port N              Port on 127.0.0.1 (default 9010; 0 takes a free one)
  --parameter N=VALUE   Value of a template parameter; may be repeated
  --stage NAME          Stage of a Serverless Framework configuration (default: its own)
  --env-file FILE       Variables for all functions; may be repeated
  --pass NAME           Let functions see this variable of your shell; may be repeated
  --credentials         Hand the AWS credentials of your shell's variables to the functions
  --node PATH           The Node.js to use (--python PATH likewise)
  --keep-alive S        Shut idle environments down after S seconds (default 600)
  --no-freeze           Do not stop processes between invocations
  --verbose             Show what Warmpath itself does

Function URLs and the API routes of the templates (HTTP API, REST API, load balancer) open on ports of their own.
Changed code is picked up by the next invocation; changed templates and .env files change the functions at once, and
functions that are as they were stay warm. A function whose name is taken gets its folder in front (orders-Create).
Ctrl+C shuts all environments down.

Examples:
  warmpath serve
  aws lambda invoke --endpoint-url http://127.0.0.1:9010 --function-name OrdersFunction out.json
`;

const FUNCTIONS = `Lists the functions of a folder, how they are configured and where that was found.

Usage: warmpath functions [folder] [--json] [--parameter Name=value] [--stage name]
`;

const LINT = `Finds what goes wrong in functions because their execution environments are reused.

Usage: warmpath lint [paths] [options]

Paths are files and folders (default: this folder); nothing else is read. Handlers are those that templates in the
folders name; where there is no template, those that look like handlers by their parameters, wrappers and names.

Options:
  --format FORMAT       text, json, sarif or github (default text)
  --fix                 Make the fixes that nobody has to look at, write the files and show what is left
  --max-warnings N      Exit with 0 while there are no errors and no more than N warnings (default 0)
  --explain RULE        Print the page of a rule, and lint nothing

Settings are in .warmpath.json, in package.json under "warmpath" or in pyproject.toml under [tool.warmpath]; the nearest
one above a file, within the paths, counts:
  {"severities": {"no-timeout": "off", "client-in-handler": "error"},
   "additionalClients": [{"language": "python", "call": "company.db.connect", "kind": "connection"},
                         {"language": "javascript", "module": "@company/db", "symbol": "Db", "new": true}]}
Severities are error, warning, information, hint and off. Of a client can also be said: "close" (its methods that end it),
"shared": false (each invocation needs its own) and "severity".

A comment hides a finding: # warmpath-ignore[client-in-handler]: reason (in JavaScript with //), on its line or on the
line above, or warmpath-ignore-file[…] anywhere for the whole file. Comments that hide nothing are reported as hints.

Exit codes: 0 nothing of the level warning or above, 1 something was found, 2 the command line is wrong.

Examples:
  warmpath lint
  warmpath lint --fix src
  warmpath lint src services/orders/app.py --format github
  warmpath lint --format sarif > warmpath.sarif
`;

const EVENTS = `Lists the events of a project and makes sample events.

Usage: warmpath events list [function] [options]
       warmpath events generate <sample> [options]

list prints saved and sample events. For a function it begins with those that belong to it and with the samples of its
event sources. generate prints a sample event as JSON.

Options:
  --param NAME=VALUE    Value of a parameter of the sample, or of a carrier (sqs.queue=orders); may be repeated
  --in SAMPLE           The service that brings the event along, e.g. sns, sqs; may be repeated, the innermost first
  --template PATH       Template file or folder to look in (default: this folder)
  --parameter N=VALUE   Value of a template parameter; may be repeated
  --stage NAME          Stage of a Serverless Framework configuration (default: its own)

Saved events are JSON files below events/ and test/events/, event.json, *.event.json and payloads in .vscode/launch.json.
An event belongs to the function whose name is in its file name or folder.

Examples:
  warmpath events list OrdersFunction
  warmpath events generate s3 --param bucket=uploads --param key=cat.jpg
  warmpath events generate s3 --in sns --in sqs --param sqs.queue=uploads
  warmpath events generate sqs > events/orders.json
`;

const TIMELINE = `Shows the lifecycle of execution environments that a log, a trace or saved events tell of, or converts it.

Usage: warmpath timeline <file>|- [options]

The kind of file is recognised by its content:
  logs of Lambda        "aws logs tail" in every format, "aws logs filter-log-events", "get-log-events" and
                        "get-query-results", Logs Insights (CSV, JSON), the console's tables, exports and subscriptions
                        to S3 (also compressed), "sam logs", text and JSON log format
  of Warmpath           events and Chrome traces
  of others             OTLP traces as JSON, whose spans follow the conventions for functions as a service

Each log stream is an environment. Lines that cannot be read are counted and left out.

Options:
  --format FORMAT       text, summary, trace (Chrome trace-event JSON for Perfetto and browser DevTools), otlp (OTLP traces
                        as JSON), csv (the summary), invocations (CSV, a line for each) or events (default text)
  --output FILE         Write to a file instead of standard output

Examples:
  aws logs tail /aws/lambda/orders --since 1d | warmpath timeline -
  warmpath timeline logs-insights-results.csv --format summary
  warmpath timeline orders.log --format trace --output trace.json
`;

const LANGUAGE_SERVER = `Gives editors what lint finds while code is typed, with fixes, through the Language Server Protocol.

Usage: warmpath language-server [--stdio]

It is started by an editor and speaks with it over standard input and output; --stdio, which some editors add, changes
nothing. Folders are those of the editor's workspace. Nothing of a project is run, and nothing is written.

Settings come from the editor's section warmpath.analysis and from .warmpath.json, package.json and pyproject.toml.
Initialization options: {"codeLens": true} shows a line above each handler.

Exit codes: 0 the editor ended it, 1 the editor is gone.
`;

const PROVE = `Runs a function as it is and with a quick fix of lint, cold once and then warm, and shows both side by side.

Usage: warmpath prove <function> [options]

The fix is tried in a copy of the code: nothing of yours is changed without --apply. Each version runs in execution
environments of its own, with the same event; the version before runs twice, to see what differs anyway.

Options:
  --at FILE:LINE        The finding on this line (default: the first one with a quick fix)
  --rule RULE           A finding of this rule
  --fix TEXT            The quick fix with this text in its title (default: the first one)
  --all                 Every finding with a quick fix, one after the other
  --times N             Warm invocations of each version (default 5)
  --apply               Change the code when nothing fails and the results are the same
  --event EVENT         The event, as for invoke; so are --template, --parameter, --stage, --env-file, --pass,
                        --credentials, --no-freeze, --node, --python and --verbose
  --json                One JSON document on standard output instead of text

Exit codes: 0 the results are the same, 1 they differ or invocations fail, 2 the command line or the project is wrong.

Examples:
  warmpath prove OrdersFunction
  warmpath prove app.py --at app.py:12 --apply
`;

export const HELP = {
  general: GENERAL,
  invoke: INVOKE,
  serve: SERVE,
  functions: FUNCTIONS,
  events: EVENTS,
  timeline: TIMELINE,
  prove: PROVE,
  lint: LINT,
  languageServer: LANGUAGE_SERVER,
} as const;
