/** Five ways to tell a working session, in English. */
import type { Story } from './story-form.ts';

const repair: Story = {
  prompts: [
    '$symptom Find out why before you change anything.',
    'Good. Fix it, and add a test that fails without the fix.',
  ],
  observations: [
    {
      type: 'discovery',
      title: 'Reproduced the trouble with $area',
      subtitle: 'A {3-9}-line test shows it every time',
      narrative:
        '$symptom It happens in {2-9} of {10-12} runs with the data of last week. The log around commit {commit} says nothing, so the state was printed at line {20-380} of $file.',
      facts: ['$symptom', 'It was already there at commit {commit}'],
      concepts: ['how-it-works', 'gotcha'],
      read: ['$file', '$test'],
      modified: [],
    },
    {
      type: 'discovery',
      title: 'Cause found in $file: $area',
      subtitle: 'Not where the message pointed',
      narrative:
        '$cause The message pointed {2-5} calls further down, which cost {20-70} minutes. A second look at line {20-380} showed the assumption that no longer holds.',
      facts: ['$cause'],
      concepts: ['problem-solution', 'why-it-exists'],
      read: ['$file'],
      modified: [],
    },
    {
      type: 'bugfix',
      title: 'Fixed $area',
      subtitle: '{8-60} lines changed, {1-4} removed',
      narrative:
        '$remedy The change is in commit {commit}; nothing outside $file had to know. All {40-320} tests pass in {2-19} s.',
      facts: ['$remedy', 'The old behaviour is covered by a test that fails without the change'],
      concepts: ['problem-solution', 'what-changed'],
      read: ['$file'],
      modified: ['$file', '$test'],
    },
    {
      type: 'change',
      title: 'A test that fails without the fix: $area',
      subtitle: '{2-7} cases, {1-3} of them from real data',
      narrative:
        'The cases were taken from the report and from the edges: empty, one, many, and the value that caused the trouble. Without the fix {1-4} of them fail with a message that names the value.',
      facts: ['$test has {2-7} new cases', '$lesson'],
      concepts: ['pattern'],
      read: ['$file'],
      modified: ['$test'],
    },
  ],
  summary: {
    request: 'Find and fix the trouble with $area.',
    investigated: '$symptom $file was followed line by line with the data of the report.',
    learned: '$cause $lesson',
    completed: '$remedy A test holds it in place.',
    nextSteps: '$next',
  },
};

const guard: Story = {
  prompts: ['Before we touch it again, I want tests around $area. What is not covered?'],
  observations: [
    {
      type: 'discovery',
      title: 'Coverage of $area: {40-71} percent',
      subtitle: 'The branch that broke last time is not in it',
      narrative:
        '$test exercises the ordinary path {4-12} times and the failure path never. $cause That is exactly the branch without a test.',
      facts: ['{3-9} branches of $file are never taken in tests'],
      concepts: ['how-it-works'],
      read: ['$file', '$test'],
      modified: [],
    },
    {
      type: 'feature',
      title: 'Property tests for $area',
      subtitle: '{200-900} generated cases in {1-6} s',
      narrative:
        'Cases are generated from a seed that is printed when one fails. Two properties hold for all of them: the result does not depend on order, and doing it twice changes nothing. One generated case found a bug that no person would have written down.',
      facts: ['Seed {10000-99999} is kept as a fixed case', '$lesson'],
      concepts: ['pattern', 'trade-off'],
      read: ['$file'],
      modified: ['$test'],
    },
    {
      type: 'bugfix',
      title: 'Empty input in $area',
      subtitle: 'Found by the generated cases',
      narrative:
        'With an empty list line {20-380} divided by the length. It now gives an empty result, and the caller says so to the person. $remedy',
      facts: ['An empty input is an ordinary input'],
      concepts: ['gotcha', 'problem-solution'],
      read: [],
      modified: ['$file', '$test'],
    },
  ],
  summary: {
    request: 'Cover $area with tests before the next change.',
    investigated: 'Which branches of $file the tests take.',
    learned: '$lesson The failure path had no test at all.',
    completed: 'Property tests from a printed seed, and the bug they found is fixed.',
    nextSteps: '$next',
  },
};

const measure: Story = {
  prompts: [
    'Is $area fast enough on the small machine? Measure, do not guess.',
    'Keep the numbers where the next person finds them.',
  ],
  observations: [
    {
      type: 'discovery',
      title: 'Measured $area: {300-900} ms, of which {180-290} ms wait',
      subtitle: 'Median of {20-60} runs on a board with 1 GB',
      narrative:
        'Half of the time is spent waiting for the disk at line {20-380} of $file. The slowest run took {1200-2600} ms. On the laptop the same run takes {30-90} ms, so nobody had noticed.',
      facts: ['Median {300-900} ms, slowest {1200-2600} ms', 'Peak memory {40-140} MB'],
      concepts: ['how-it-works', 'gotcha'],
      read: ['$file'],
      modified: [],
    },
    {
      type: 'refactor',
      title: 'One read instead of {12-80} in $area',
      subtitle: '{300-900} ms became {60-170} ms',
      narrative: 'The reads were collected into one pass over the file. The code became {10-40} lines shorter. $remedy',
      facts: ['Commit {commit}', 'Memory stays under {30-60} MB'],
      concepts: ['what-changed', 'trade-off'],
      read: [],
      modified: ['$file'],
    },
    {
      type: 'decision',
      title: 'The bound of $area is written into the code',
      subtitle: 'A named constant with its reason',
      narrative:
        'A number without a reason gets changed by the next person in a hurry. The constant says what was measured, where, and what breaks beyond it. $lesson',
      facts: ['The benchmark runs on demand, not in every test run'],
      concepts: ['why-it-exists', 'pattern'],
      read: ['$file'],
      modified: ['$file'],
    },
  ],
  summary: {
    request: 'Measure $area on the small machine.',
    investigated: 'Time and memory of {20-60} runs.',
    learned: 'Half of the time was waiting. $lesson',
    completed: 'One pass instead of many reads; the bound is named.',
    nextSteps: '$next',
  },
};

const tidy: Story = {
  prompts: ['$file has grown to {380-900} lines. Split it without changing what it does.'],
  observations: [
    {
      type: 'decision',
      title: 'How to split $file',
      subtitle: 'By what changes together, not by layer',
      narrative:
        'The history shows that {2-4} groups of functions change together. Each becomes a file with a noun as its name. $lesson',
      facts: ['{3-6} files instead of one', 'No public name changes'],
      concepts: ['trade-off', 'pattern'],
      read: ['$file'],
      modified: [],
    },
    {
      type: 'refactor',
      title: 'Split $file in {3-6} steps',
      subtitle: 'Every step passes all tests',
      narrative:
        'Each step moves one group and nothing else, so that a person can read it in a minute. {2-5} functions turned out to be unused and were removed in a commit of their own, {commit}.',
      facts: ['The longest file has {90-220} lines now', 'Test time did not change'],
      concepts: ['what-changed'],
      read: ['$test'],
      modified: ['$file', '$test'],
    },
    {
      type: 'discovery',
      title: 'A comment in $area was no longer true',
      subtitle: 'It described the state before commit {commit}',
      narrative: 'The comment said what the code did, and the code had moved on. It now says why: $cause',
      facts: ['Comments that repeat the code were removed'],
      concepts: ['gotcha', 'why-it-exists'],
      read: ['$file'],
      modified: ['$file'],
    },
  ],
  summary: {
    request: 'Split $file without changing its behaviour.',
    investigated: 'Which functions changed together in the last {60-200} commits.',
    learned: '$lesson',
    completed: 'Several small files, tests unchanged, dead code removed.',
    nextSteps: '$next',
  },
};

const review: Story = {
  prompts: [
    'Read the change to $area as a stranger would. What would you ask?',
    'Answer your own questions in the code.',
  ],
  observations: [
    {
      type: 'discovery',
      title: 'Questions a stranger asks about $area',
      subtitle: '{4-9} questions, {1-3} without an answer in the code',
      narrative:
        'Why is the order fixed? What happens when it is stopped half way? Who calls it at night? The last one had no answer anywhere: $cause',
      facts: ['$symptom'],
      concepts: ['how-it-works', 'why-it-exists'],
      read: ['$file', '$test'],
      modified: [],
    },
    {
      type: 'change',
      title: 'Names in $area say their units',
      subtitle: 'timeout became timeoutMs, size became sizeBytes',
      narrative:
        'Two callers had passed seconds where milliseconds were wanted; both waited a thousand times too short and nobody noticed because the retry hid it. {4-13} names changed.',
      facts: ['{1-3} wrong units found on the way'],
      concepts: ['gotcha', 'what-changed'],
      read: [],
      modified: ['$file'],
    },
    {
      type: 'bugfix',
      title: '$area survives being stopped half way',
      subtitle: 'A half-written state is recognised at the next start',
      narrative:
        '$remedy A test stops the work after each of {5-12} steps and starts again; the result is the same every time.',
      facts: ['$lesson', 'Stopped after {5-12} different steps in the test'],
      concepts: ['problem-solution', 'pattern'],
      read: ['$file'],
      modified: ['$file', '$test'],
    },
  ],
  summary: {
    request: 'Review $area as a stranger.',
    investigated: 'What happens when it is stopped half way, and who calls it.',
    learned: '$cause $lesson',
    completed: 'Units in names, and a stop half way does no harm.',
    nextSteps: '$next',
  },
};

export const englishStories: readonly Story[] = [repair, guard, measure, tidy, review];
