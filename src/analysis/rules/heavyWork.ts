/** Work whose result is the same for the same arguments. */
export interface HeavyWork {
  /** What it does, after the name of the call. */
  readonly does: string;
  readonly advice: string;
  /** The arguments that decide the result: all, or the first. */
  readonly decides: 'all' | 'first';
  readonly isLight?: boolean;
  /** The object whose method it is keeps results itself, unless it is made anew, too. */
  readonly isKeptByObject?: boolean;
}

const READS: HeavyWork = {
  does: 'reads the same file',
  advice: 'read it once outside of the handler',
  decides: 'first',
};

const MODEL: HeavyWork = {
  does: 'loads the same model',
  advice: 'load it once outside of the handler',
  decides: 'first',
};

const TEMPLATE: HeavyWork = {
  does: 'prepares the same templates',
  advice: 'prepare them once outside of the handler',
  decides: 'all',
};

const SCHEMA: HeavyWork = {
  does: 'compiles the same schema',
  advice: 'compile it once outside of the handler',
  decides: 'first',
};

const PATTERN: HeavyWork = {
  does: 'compiles the same pattern',
  advice: 'compile it once outside of the handler',
  decides: 'all',
  isLight: true,
};

/** By what is called (see `CatalogueEntry.paths`). */
const PATHS: readonly (readonly [HeavyWork, readonly string[]])[] = [
  [
    READS,
    [
      'codecs.open gzip.open importlib.resources.read_binary importlib.resources.read_text io.open numpy.load',
      'numpy.loadtxt pandas.read_csv pandas.read_excel pandas.read_json pandas.read_parquet pandas.read_pickle',
      'pkgutil.get_data polars.read_csv polars.read_json polars.read_parquet geoip2.database.Reader',
      'maxminddb.open_database',
      'fs#readFile fs#readFileSync fs#promises.readFile fs/promises#readFile fs-extra#readFile fs-extra#readFileSync',
      'fs-extra#readJson fs-extra#readJsonSync maxmind#open',
    ],
  ],
  [
    MODEL,
    [
      'cv2.CascadeClassifier cv2.dnn.readNet easyocr.Reader fasttext.load_model joblib.load keras.models.load_model',
      'mlflow.pyfunc.load_model onnxruntime.InferenceSession sentence_transformers.SentenceTransformer spacy.load',
      'tensorflow.keras.models.load_model tensorflow.lite.Interpreter tensorflow.saved_model.load',
      'tflite_runtime.interpreter.Interpreter torch.jit.load torch.load transformers.pipeline whisper.load_model',
      '@huggingface/transformers#pipeline @tensorflow/tfjs#loadGraphModel @tensorflow/tfjs#loadLayersModel',
      '@tensorflow/tfjs-node#loadGraphModel @tensorflow/tfjs-node#loadLayersModel @xenova/transformers#pipeline',
      'onnxruntime-node#InferenceSession.create',
    ],
  ],
  [
    TEMPLATE,
    [
      'jinja2.Environment jinja2.Template mako.template.Template',
      'ejs#compile handlebars#compile lodash#template nunjucks#Environment nunjucks#configure pug#compile',
      'pug#compileFile',
    ],
  ],
  [
    SCHEMA,
    [
      'fastjsonschema.compile jsonschema.Draft202012Validator jsonschema.Draft7Validator xmlschema.XMLSchema',
      '@grpc/proto-loader#load @grpc/proto-loader#loadSync graphql#buildSchema protobufjs#load protobufjs#loadSync',
    ],
  ],
  [{ ...SCHEMA, isKeptByObject: true }, ['ajv#().compile ajv/dist/2019#().compile ajv/dist/2020#().compile']],
  [PATTERN, ['re.compile regex.compile']],
];

const BY_PATH: ReadonlyMap<string, HeavyWork> = new Map(
  PATHS.flatMap(([work, lines]) =>
    lines.flatMap((line) => line.split(' ').map((path): [string, HeavyWork] => [path, work])),
  ),
);

/** The last names of all paths: most calls have another one. */
const NAMES: ReadonlySet<string> = new Set([...BY_PATH.keys()].map((path) => /\w+$/.exec(path)?.[0] ?? ''));

/** Methods of `pathlib.Path`. */
const PATH_READERS: ReadonlySet<string> = new Set(['read_bytes', 'read_text']);

/** Whether a call with this last name may be heavy work. */
export function mayBeHeavyWork(name: string): boolean {
  return NAMES.has(name) || PATH_READERS.has(name) || name === 'open' || name === 'from_pretrained';
}

/** The work that a call of a package is. */
export function heavyWorkOf(path: string): HeavyWork | undefined {
  return BY_PATH.get(path) ?? (/^transformers\.\w+\.from_pretrained$/.test(path) ? MODEL : undefined);
}

/** Python's own `open()`, which reads unless its mode says something else. */
export const OPEN: HeavyWork = READS;

/** `Path("a").read_text()`: the work of a method whose object is all that decides. */
export function workOfPath(name: string): HeavyWork | undefined {
  return PATH_READERS.has(name) ? READS : undefined;
}
