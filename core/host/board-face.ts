import type { TimedSample } from '../model/board/rates.ts';
import type { PlanWish } from '../model/tune/plan.ts';
import type { HelperWish } from '../ports/board-helper.ts';
import type { Board, BoardDone, BoardLanguage, BoardPlan } from './api/contract-board.ts';

/** The machine that the host runs on, as the API may ask of it. Faults: those of `tune`. */
export interface BoardFace {
  /** Whether this connection may change anything is for the API to say. */
  look(language: BoardLanguage): Promise<Omit<Board, 'mayAct'>>;
  /** Takes one if the last one is old enough, and tells all that are kept and came after `after`. */
  samples(after: number): readonly TimedSample[];
  plan(wish: PlanWish, language: BoardLanguage): BoardPlan;
  act(wish: HelperWish, language: BoardLanguage): Promise<BoardDone>;
}
