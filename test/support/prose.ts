/** Endless made-up prose that compresses about as well as people's notes do, the same on every run. */

/** Enough sentences that a compressor with a window of 2 MiB seldom meets the same one again. */
const sentenceCount = 100_000;
const wordCount = 24_000;

/** Gives a function that returns so many sentences, always the same for the same key. */
export function makeProse(): (key: number, count: number) => string {
  const below = numbersBelow(0x5eed);
  const words = Array.from({ length: wordCount }, () => makeWord(below));
  // The power favours the first words, as languages favour a few; how strongly decides how well the text compresses.
  const word = () => words[Math.floor((below(wordCount) / wordCount) ** 1.5 * wordCount)] ?? '';
  const sentences = Array.from({ length: sentenceCount }, () => {
    const text = Array.from({ length: 9 + below(8) }, word).join(' ');
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  });
  // Notes are full of commits, sizes and times, which no compressor can guess.
  const sentence = (next: typeof below) =>
    `${sentences[next(sentenceCount)]} (${next(2 ** 28).toString(16)}, ${next(100_000)} ms)`;
  return (key, count) => {
    const next = numbersBelow(key);
    return Array.from({ length: count }, () => sentence(next)).join(' ');
  };
}

const syllables =
  'an be co da en fi ga ho in jo ka le mi no or pe qua re sa ti un ve wo xy za ble cra dro fle gri plo sta tru'.split(
    ' ',
  );

function makeWord(below: (bound: number) => number): string {
  const length = 1 + below(4);
  return Array.from({ length }, () => syllables[below(syllables.length)]).join('');
}

/** A linear congruential generator; its low bits are poor, so the high ones are used, and near seeds are spread first. */
function numbersBelow(seed: number): (bound: number) => number {
  let state = Math.imul((seed ^ (seed >>> 15)) + 0x9e37, 0x2c1b3c6d) >>> 0;
  state = Math.imul(state ^ (state >>> 13), 0x297a2d39) >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}
