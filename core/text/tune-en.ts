import { tuneApplyEn } from './tune-apply-en.ts';
import { tuneHelperEn } from './tune-helper-en.ts';
import { tuneToldEn } from './tune-told-en.ts';
import type { TuneFactsWords, TunePlanWords, TuneWords } from './tune-words.ts';

const facts: TuneFactsWords = {
  board: 'Board',
  system: 'System',
  kernel: (release) => `kernel ${release}`,
  container: 'Container',
  inContainer: (kind) => `yes, ${kind}: memory and swap are the host's`,
  processor: 'Processor',
  memory: 'Memory',
  ofWhichFree: (total, free) => `${total}, ${free} of it available`,
  disk: 'Root disk',
  zram: 'zram',
  device: (name, size, algorithm, limit) => `${name}: ${size}, ${algorithm}, ${limit}`,
  limit: (size) => `at most ${size} of memory`,
  noLimit: 'no limit of memory',
  holds: (stored, used) => `holds ${stored} in ${used}`,
  setUpBy: 'Set up by',
  swap: 'Swap',
  swapLine: (path, size, owner) => `${path}: ${size}, of ${owner}`,
  used: (size, priority) => `${size} used, priority ${priority}`,
  notUsed: 'not in use',
  limits: 'Memory limits',
  limitsWork: 'work (the memory controller is on)',
  limitsDoNothing: 'do nothing (the memory controller is off)',
  suits: 'Suits it',
  key: 'kernel setting',
  now: 'now',
  file: 'set at boot by',
  noFile: 'no file',
};

const plan: TunePlanWords = {
  chosen: (profile, overlays, owner) => `Profile ${profile}, for ${overlays}; zram is set up by ${owner}.`,
  columns: { setting: 'setting', now: 'now', next: 'new', why: 'why' },
  knobs: {
    'zram.size': 'zram size',
    'zram.limit': 'zram memory limit',
    'zram.algorithm': 'zram compression',
    'zram.priority': 'zram priority',
  },
  why: {
    'zram.size': 'what is swapped shrinks to a half or a third: room for more than the memory it takes',
    'zram.limit': 'without one, compressed pages can fill all memory and the machine stands still',
    'zram.algorithm': 'holds most for what this processor can compress without waiting',
    'zram.priority': 'used before any swap on a disk',
    'vm.swappiness': 'compressing a page is cheaper than reading a file again from the disk',
    'vm.page-cluster': 'one page at a time: zram gains nothing from reading ahead',
    'vm.watermark_scale_factor': 'memory is freed in the background, before a program has to wait for it',
    'vm.watermark_boost_factor': 'no sudden bursts of freeing, which cost more than they bring here',
    'vm.dirty_bytes': 'no more waits to be written than this disk writes in a few seconds',
    'vm.dirty_background_bytes': 'writing begins early, in small pieces',
  },
  states: {
    'at-boot': (value) => `${value}, after a reboot`,
    same: (value) => `${value}, as it is`,
    refused: (value) => `${value} would suit; left alone`,
  },
  notSet: 'not set',
  steps: 'What applying it would do:',
  writes: (path) => `write ${path}`,
  rewrites: (path) => `write ${path} anew`,
  sets: (key, before, after) => `set ${key} from ${before} to ${after} now`,
  reload: 'let systemd read its units again',
  restart: (unit) => `restart ${unit}, if what is swapped out fits into free memory; else at the next boot`,
  reboot: 'A part of it takes effect after a reboot.',
  atOnce: 'All of it takes effect at once and stays after a reboot.',
  advice: {
    '0.5gb': 'On so little memory let this machine only synchronise: no assistants beside it.',
    '1gb': 'On so little memory let this machine only synchronise: no assistants beside it.',
    '2gb': 'One assistant at a time is what this memory holds, with care.',
    '4gb': 'Two assistants at a time are what this memory holds.',
    '8gb': 'Four assistants at a time are what this memory holds.',
  },
  workers: (high, max) => `A unit for assistants should be slowed down from ${high} on and ended at ${max}.`,
  changesNothing: 'This is a plan: nothing was changed.',
  reasons: {
    'not-linux': 'Nothing to plan: this is no running Linux system (there is no /proc/meminfo).',
    container: 'Nothing to plan: this is a container, and its memory and swap are the affair of its host.',
    'overlay-root': 'Nothing to plan: what is written to this system is gone after a reboot.',
    'two-owners':
      'Nothing is planned: more than one program sets up zram here. Remove all but one of them, then plan again.',
    'unknown-owner':
      'Nothing is planned: zram is set up here in a way that is not known, and it is left as it is. Look where it comes from.',
    'no-zram':
      'Nothing to plan: nobody sets up zram on this machine. To have it: `sudo apt install systemd-zram-generator`, reboot, plan again.',
    refused: 'Nothing is planned: somebody else has the last word on everything that would change.',
    'nothing-to-change': 'Nothing to do: everything is as it should be.',
  },
};

export const tuneEn: TuneWords = {
  facts,
  plan,
  apply: tuneApplyEn,
  helper: tuneHelperEn,
  told: tuneToldEn,
  owners: {
    'hand-made': 'a script or unit made by hand',
    fstab: '/etc/fstab',
    'swap-unit': 'a systemd swap unit',
    unknown: 'somebody unknown',
  },
  disks: {
    sd: 'SD card',
    emmc: 'eMMC',
    nvme: 'NVMe disk',
    usb: 'USB disk or stick',
    disk: 'disk',
    virtual: 'virtual disk',
    network: 'network',
    unknown: 'disk of an unknown kind',
  },
  none: 'none',
  unknown: 'unknown',
  noticed: 'Noticed:',
  findings: {
    unreadable: (path, reason) => `${path} cannot be read (${reason}).`,
    malformed: (path) => `${path} holds something else than expected; that part was passed over.`,
    'no-memory-controller': () =>
      'Limits of memory do nothing here: the kernel was started without its memory controller. To have it, add `cgroup_enable=memory cgroup_memory=1` to the one line of /boot/firmware/cmdline.txt and reboot.',
    'overlay-root': () => 'The root file system is an overlay in memory: what is written is gone after a reboot.',
    'zswap-on': () => 'zswap is on in front of zram: every page is compressed twice. Use one of the two.',
    'zram-off-at-boot': () => 'The boot command line has `systemd.zram=0`: the generator makes no zram.',
    'zram-not-live': (owner) => `${owner} is to set up zram, and there is none now. Reboot, or look at its service.`,
    'two-owners': (owners) => `More than one sets up zram: ${owners}.`,
    'unknown-owner': (devices) => `Nobody known set this zram up: ${devices}.`,
    'several-devices': (devices) => `zram is spread over several devices (${devices}): their sizes are left alone.`,
    'no-zram-limit': (device) => `${device} has no limit: compressed pages may fill all memory.`,
    'disk-swap': (path, owner) =>
      `Swap on a disk beside zram: ${path}, of ${owner}. The least used pages stay in zram then. It is left alone.`,
    'storage-unknown': () =>
      'How fast the root disk writes cannot be told: say `--overlay sd`, `emmc` or `nvme` to have its settings planned.',
    'later-file': (key, path, value) => `${key} is left alone: ${path} sets it to ${value}, and has the last word.`,
    'foreign-file': (path) => `${path} is not from Membridge: it is left alone, with everything that belongs in it.`,
    'key-absent': (key) => `This kernel has no ${key}.`,
    'old-kernel': (key, wanted, used) => `${key} is ${used}, not ${wanted}: this kernel is older than 5.8.`,
    'algorithm-absent': (wanted, used) => `This kernel cannot compress zram with ${wanted}: ${used} is used.`,
    'limits-full': (size) => `Other zram devices may take ${size} already: there is no room for swap in zram.`,
    'owner-by-hand': (owner, how) =>
      how === ''
        ? `zram is left as ${owner} has it: its configuration is not changed by others.`
        : `zram is left as ${owner} has it. To change it by hand: ${how}`,
    'profile-for-others': (profile, fits) => `Profile ${profile} is for another memory; ${fits} suits this machine.`,
    'overlay-for-others': (overlay, found) => `Overlay ${overlay} was chosen, though the root disk is: ${found}.`,
    'overlay-refused': (overlay) => `Overlay ${overlay} needs 2 GB of memory: it is left out.`,
    'overlay-refused-controller': (overlay) => `Overlay ${overlay} needs the memory controller: it is left out.`,
  },
};
