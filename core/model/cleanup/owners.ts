import { helperOf } from './catalogue.ts';
import { isLive, type ProcessFacts, type ProcessTable } from './process.ts';

/**
 * Whether a process is a Claude or an editor that may have helpers of its own. Generous on purpose: whoever is taken for
 * one only keeps helpers alive.
 */
export function isOwner(facts: ProcessFacts): boolean {
  if (!isLive(facts) || helperOf(facts) !== null) return false;
  const { program, argv, label } = facts;
  const names = [baseName(program ?? ''), baseName((argv?.[0] ?? '').split(' ')[0] ?? ''), label];
  if (names.some((name) => claude.test(name) || editor.test(name))) return true;
  return (
    claudeFile.test(program ?? '') || (argv ?? []).some((word) => claudeScript.test(word) || editorWord.test(word))
  );
}

/** All of them; found out once for a table, which never changes. */
export function ownersIn(table: ProcessTable): readonly ProcessFacts[] {
  const found = known.get(table) ?? [...table.processes.values()].filter(isOwner);
  known.set(table, found);
  return found;
}

const known = new WeakMap<ProcessTable, readonly ProcessFacts[]>();

const claude = /^claude(-code|-desktop|-code-acp)?(\.exe)?$/i;
/** The native program's file is named by its version alone. */
const claudeFile = /\/claude\/versions\/[^/]+$/;
const claudeScript = /\/@anthropic-ai\/claude-(code|agent-sdk)\/|\/bin\/claude$/;
/** Editors that work from afar or inside a Java of their own. */
const editorWord =
  /\/\.(vscode|vscodium|cursor|windsurf)(-oss|-insiders)?-server\/|^com\.intellij\.idea\.|\/JetBrains\//;
/** Those with helpers of their own, and Claude's kin. Whoever only edits in a terminal is none. */
const editor =
  /^(code(-insiders|-server|-oss|-tunnel)?|codium|vscodium|cursor(-server)?|windsurf|zed(-editor|-remote-server)?|idea|pycharm|webstorm|goland|clion|rider|phpstorm|rubymine|rustrover|studio|fleet|codex|gemini|opencode)(64)?$/i;

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
