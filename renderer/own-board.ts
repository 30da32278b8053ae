import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoardLanguage } from '../core/host/api/contract-board.ts';
import { useAnswer, type Asked } from './answers.ts';
import type { Board } from '../core/host/api/contract-board.ts';
import { useHostView } from './host-view.ts';

/** The languages in which the host can say it; another one of the page is told in English. */
export function useBoardLanguage(): BoardLanguage {
  const { i18n } = useTranslation();
  return i18n.language === 'uk' ? 'uk' : 'en';
}

/** The machine that the host runs on. Asked once: nothing that syncs changes it. */
export function useOwnBoard(): Asked<Board> {
  const language = useBoardLanguage();
  return useAnswer(`board ${language}`, (client, signal) => client.board(language, signal), true);
}

/** Storage that wears out, and with it what its machine is made for. */
const boardDisks = ['sd', 'emmc'];

/**
 * Whether there is a board to look at: this machine, or one of the others. A store is asked for those once in the life of
 * a page, and only where this one is none and there are others.
 */
export function useHasBoard(): boolean {
  const { known } = useHostView();
  const { answer } = useOwnBoard();
  const [asks, start] = useState(false);
  const isOtherWanted = answer.kind === 'ready' && !answer.value.isListed && (known?.status?.devices.length ?? 0) > 1;
  // A store that is away, or has work to do, is left alone.
  if (!asks && isOtherWanted && known?.host.state === 'in-sync') start(true);
  const others = useAnswer(
    `other boards ${asks}`,
    async (client, signal) => (asks ? (await client.query('boards', {}, signal)).boards : []),
    true,
  );
  if (answer.kind === 'ready' && answer.value.isListed) return true;
  return (
    others.answer.kind === 'ready' &&
    others.answer.value.some(
      ({ zram, profile, storage }) => zram !== null || profile !== null || boardDisks.includes(storage ?? ''),
    )
  );
}
