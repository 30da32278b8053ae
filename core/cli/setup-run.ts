import type { Watch } from '../engine/machine.ts';
import { setupDocumentSchema, type SetupDocument, type SetupTest } from '../host/api/contract-setup.ts';
import { homeFiles, type HomeFiles } from '../host/compose/home-files.ts';
import { testPlace } from '../host/compose/place-test.ts';
import type { Tools } from '../host/compose/tools.ts';
import type { SetupAsk, SetupEnd } from '../host/setup-ask.ts';
import { fieldOf } from '../host/setup-field.ts';
import { setupWish } from '../host/setup-wish.ts';
import { fail, isFault } from '../model/errors.ts';
import { setupSentence } from '../text/setup-sentence.ts';
import { textIn, type Text } from '../text/text.ts';
import { setUpMachine } from './setup-machine.ts';
import { storeLines, storeOf } from './store-option.ts';

interface Around {
  readonly homePath: string;
  readonly tools: Tools;
  readonly watch: Watch & { readonly signal: AbortSignal };
}

/** Does what a panel asks for, as `init` would, with the secrets that came by message. Never rejects. */
export async function runSetup(ask: SetupAsk, around: Around): Promise<SetupEnd> {
  const { request, step } = ask;
  const text = textIn(request.language);
  const files = homeFiles(around.homePath, around.tools);
  try {
    const answer = step === 'test' ? await tested(ask, around, files, text) : await setUp(ask, around, files, text);
    return { kind: 'told', answer };
  } catch (error) {
    if (isFault(error)) files.log.warn('setup.failed', { step, exitCode: error.exit, error });
    else files.log.error('setup.crashed', { step, error: withoutSecrets(error, ask) });
    const { message, hint } = setupSentence(error, text);
    const fault = isFault(error) ? error : fail('unexpected', { detail: '' });
    return {
      kind: 'refused',
      exit: fault.exit,
      error: { code: fault.code, message, hint, field: fieldOf(fault, request.place) },
    };
  }
}

async function tested(
  { request, withinMs }: SetupAsk & { step: 'test' },
  { tools, watch }: Around,
  files: HomeFiles,
  text: Text,
): Promise<SetupTest> {
  const wish = setupWish(request, { at: tools.at, secrets: files.secrets });
  const { place, where, seen } = await testPlace(wish, files, tools, { withinMs, signal: watch.signal });
  const { project, makesPlace, otherProjects } = seen;
  const store = storeOf(wish.s3?.store, place);
  return {
    ok: true,
    where,
    store: store?.name ?? null,
    project: project === null ? null : { mode: project.mode, encryption: project.encryption },
    isNew: project === null,
    makesPlace,
    needsPassphrase: project?.encryption === 'age',
    otherProjects,
    cautions: [...plainHttp(where, text), ...storeLines(store, text)],
  };
}

async function setUp(
  { step, request }: SetupAsk & { step: 'plan' | 'connect' },
  { homePath, tools, watch }: Around,
  files: HomeFiles,
  text: Text,
): Promise<SetupDocument> {
  const wish = setupWish(request, { at: tools.at, secrets: files.secrets });
  const place = { homePath, tools, text, watch };
  const answers = {
    dryRun: step === 'plan',
    passphrase: async () => {
      if (request.passphrase === null) throw fail('passphrase-needed', { home: files.home.folder });
      return request.passphrase;
    },
    agrees: () => Promise.resolve(true),
  };
  const asked = await setUpMachine(place, wish, answers);
  // The same place with keys that were entered: the old ones may not be good any more, and nothing is given up.
  const isRenewal = asked.data['plan'] === undefined && request.place.kind === 's3' && request.place.keys !== null;
  const { data } = isRenewal ? await setUpMachine(place, { ...wish, reconnect: true }, answers) : asked;
  const nothing = { makesPlace: false, plan: null, otherProjects: [], cautions: [] };
  const { remote, cautions, ...document } = setupDocumentSchema.parse({ ...nothing, ...data, ok: true });
  return { ...document, remote, cautions: [...plainHttp(remote.where, text), ...cautions] };
}

function plainHttp(where: string, { words }: Text): string[] {
  return where.startsWith('http:') ? [words.connect.plainHttp] : [];
}

/** A bug's words may quote whatever it worked with. */
function withoutSecrets(error: unknown, { request }: SetupAsk): string {
  const keys = request.place.kind === 's3' ? request.place.keys : null;
  const secrets = [keys?.accessKeyId, keys?.secretAccessKey, 'passphrase' in request ? request.passphrase : null];
  const told = error instanceof Error ? (error.stack ?? error.message) : typeof error;
  return secrets.reduce<string>((text, secret) => (secret ? text.replaceAll(secret, '[secret]') : text), told);
}
