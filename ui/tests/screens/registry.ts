// Every screen and how it is reached with the stand-in: `wish` chooses its situation (`src/ipc/mock.ts`), `steps` are a person's acts
// (`browser.ts`). A new screen, or a new state of one, is one line here; all checks and pictures follow.

export interface Screen {
  wish?: string;
  steps: string[];
}

const opened = (pick: string, then: string[] = [], token = 'ready'): Screen => ({
  wish: `token=${token}&pick=${pick}`,
  steps: ['click pick-sign', ...then],
});
const checked = (pick: string, then: string[] = []): Screen => ({
  wish: `token=ready&pick=${pick}`,
  steps: ['click pick-verify', 'see verdict', ...then],
});
const area = (name: string, wish = '', then: string[] = []): Screen => ({ wish, steps: [`click nav-${name}`, ...then] });
const ready = ['see [data-check=token][data-state=passed]', 'see [data-testid=place-box]'];
const agreed = [...ready, 'tick seen-statement', 'tick consent'];
const asked = [...agreed, 'click sign-button', 'see pin-input'];

export const screens: Record<string, Screen> = {
  'home': { steps: ['see drop-area'] },
  'home-token': { wish: 'token=ready', steps: ['see drop-area'] },
  'home-drag': { wish: 'drag', steps: ['see drop-veil'] },
  'opened-word': opened('word', ['see problem']),
  'opened-damaged': opened('damaged', ['see problem']),
  'opened-locked': opened('locked', ['see password-input']),
  'opened-many': opened('unsigned,good,locked,forbidden,word,damaged', ['see opened-list']),

  'sign-empty': area('sign'),
  'sign-no-token': opened('unsigned', ['see checks'], 'none'),
  'sign-ready': opened('unsigned', agreed),
  'sign-other-ways': opened('unsigned', ['click [data-testid=remote-note]>summary'], 'none'),
  'sign-field': opened('field', ready),
  'sign-forbidden': opened('forbidden', ['see problem']),
  'sign-repairable': opened('repairable', ['see repair']),
  'sign-blocked': opened('unsigned', ['see checks'], 'blocked'),
  'sign-find': opened('unsigned', [...ready, 'click find-open', 'see find-words']),
  'pin': opened('unsigned', asked),
  'pin-wrong': opened('unsigned', [...asked, 'type pin-input 999999', 'click pin-submit', 'see pin-error']),
  'pin-last': opened('unsigned', asked, 'last'),
  'pin-pad': opened('unsigned', [...asked.slice(0, -1), 'see pin-pad'], 'pad'),
  'signed': opened('unsigned', [...asked, 'type pin-input 123456', 'click pin-submit', 'see signed']),

  'verify-empty': area('verify'),
  'result-valid': checked('good', ['click signature-details']),
  'result-tampered': checked('tampered'),
  'result-visible': checked('visible'),
  'result-untrusted': checked('untrusted'),
  'result-practice': checked('practice'),
  'result-none': checked('nosig'),
  'result-many': checked('long'),

  'token-none': area('token'),
  'token-ready': area('token', 'token=ready'),
  'token-many': area('token', 'token=many'),
  'token-blocked': area('token', 'token=blocked'),
  'token-change': area('token', 'token=change'),
  'token-driver': area('token', 'token=etoken'),
  'token-down': area('token', 'token=down'),
  'token-practice': area('token', 'token=practice'),
  'token-locked': area('token', 'token=locked'),
  'token-file': area('token', 'token=file'),
  'pin-change': area('token', 'token=ready', ['click pin-change', 'see pin-form']),
  'pin-unblock': area('token', 'token=blocked', ['click pin-unblock', 'see pin-form']),

  'help': area('help'),
  'settings': area('settings'),
  'settings-network': area('settings', 'network&anchors&agency', ['see network']),
  'settings-candidate': area('settings', '', ['click trust-pick', 'see candidate']),
  'settings-bundle': area('settings', '', ['click bundle-pick', 'see bundle-offer']),
};
