import { listSettings } from '../../core/model/setting-path.ts';
import { settingsDefault } from '../../core/model/settings.ts';
import { end, type PanelPage } from './panel-page.ts';
import { noHooks } from './setup-scene.ts';
import { facts, kept, sealedThere, tested } from './setup-stories.ts';

const settings = listSettings({ format: 1, settings: settingsDefault });

const service = {
  ok: true,
  scope: 'user',
  file: '/home/olena/.config/systemd/user/membridge.service',
  installed: false,
  edited: false,
  active: null,
  enabled: null,
  since: null,
  pid: null,
  restarts: null,
  says: null,
  linger: null,
  memory: null,
  sandbox: null,
  gone: [],
};

/** What installing the hooks would do, as the command tells it. */
export const hooksChange = [
  '@@ 12 @@',
  '   "model": "opus",',
  '+  "hooks": {',
  '+    "SessionStart": [{ "hooks": [{ "type": "command", "command": "node /opt/membridge/membridge.mjs hook session-start || :" }] }]',
  '+  }',
  '-  "old": "value that goes",',
  ' }',
];

/** A machine that is kept in a folder. */
export function scriptSettings(
  { scene }: PanelPage,
  more: { readonly hooks?: object; readonly service?: object } = {},
): void {
  scene.next.setupFacts = facts({ connection: kept });
  scene.next.setup = async () => ({ kind: 'told', answer: tested(sealedThere) });
  scene.next.command = async ([name, verb, key, value]) => {
    if (name === 'hooks') {
      if (verb === 'status') return end({ ...noHooks, ...more.hooks });
      return end({
        ok: true,
        settings: noHooks.settings,
        change: hooksChange,
        dryRun: true,
        changed: false,
        kept: null,
      });
    }
    if (name === 'service') return end({ ...service, ...more.service });
    if (verb === 'list') return end({ ok: true, settings, connection: null });
    if (key === 'hostPort')
      return end(
        { ok: false, error: { code: 'setting-invalid', message: 'hostPort is 1 … 65535.', hint: 'Try 47780.' } },
        2,
      );
    return end({ ok: true, key, value: value === 'on' ? true : Number(value) });
  };
}
