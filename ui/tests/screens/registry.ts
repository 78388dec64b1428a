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
const LETTERS = 'unsigned*3,longname,word,script,locked';
const FILES = 'good*30,tampered*2,visible*2,untrusted,unsigned*3,longname,word,practice,locked,long';
const together = ['see [data-check=token][data-state=passed]', 'tick seen-statement', 'tick consent', 'click sign-button', 'see pin-input'];

export const screens: Record<string, Screen> = {
  'home': { steps: ['see drop-area'] },
  'home-token': { wish: 'token=ready', steps: ['see drop-area'] },
  'home-drag': { wish: 'drag', steps: ['see drop-veil'] },
  'opened-word': opened('word', ['see problem']),
  'opened-damaged': opened('damaged', ['see problem']),
  'opened-locked': opened('locked', ['see password-input']),
  'home-pending': { wish: 'token=ready&pending=3', steps: ['see pending-hint'] },

  'batch-no-token': opened(LETTERS, ['see letters'], 'none'),
  'batch': opened(LETTERS, ['see [data-check=token][data-state=passed]']),
  'batch-anchor': opened(LETTERS, ['see [data-check=token]', 'click rule-anchor', 'see anchor']),
  'batch-letter': opened(LETTERS, ['see [data-check=token]', 'click letter-view', 'see [data-testid=place-box]']),
  'batch-pin': opened(LETTERS, together),
  'batch-done': opened(LETTERS, [...together, 'type pin-input 123456', 'click pin-submit', 'see batch-done']),
  'batch-level': opened(LETTERS, ['see [data-check=token][data-state=passed]', 'click [data-testid=level-panel]>summary', 'see level-note']),
  'batch-locked': opened('unsigned*2,locked', ['see letter-unlock', 'see [data-check=token]']),
  'batch-password': opened('unsigned*2,locked', ['see letter-unlock', 'click letter-unlock', 'see password-form', 'type password-input keliru', 'click password-submit', 'see problem']),
  'batch-late': opened('unsigned,unstamped,changed', [...together, 'type pin-input 123456', 'click pin-submit', 'see batch-retry']),
  'batch-stopped': opened('unsigned*2,unplugged,unsigned*3', [...together, 'type pin-input 123456', 'click pin-submit', 'see batch-left']),
  'table': { wish: `token=ready&pick=${FILES}`, steps: ['click pick-verify', 'see row-open'] },
  'table-unreadable': { wish: `token=ready&pick=${FILES}`, steps: ['click pick-verify', 'click filter-unreadable'] },
  'table-result': { wish: `token=ready&pick=${FILES}`, steps: ['click pick-verify', 'click row-open', 'see back-to-list'] },
  'home-ending': { wish: 'token=ready&ending=20', steps: ['see reminder-renew'] },
  'enroll': area('token', 'token=ready', ['click enroll-open', 'see enroll-template']),
  'pending': { wish: 'pending=3', steps: ['click to-pending', 'see pending-list'] },
  'pending-failed': { wish: 'pending=3', steps: ['click to-pending', 'click pending-all', 'see problem'] },
  'pending-password': { wish: 'pending=4', steps: ['click to-pending', 'click pending-all', 'see password-form', 'type password-input keliru', 'click password-submit', 'see [data-code=document-password-wrong]'] },
  'pending-none': { wish: 'pending=1', steps: ['click to-pending', 'click pending-complete', 'see pending-none'] },

  'sign-empty': area('sign'),
  'sign-no-token': opened('unsigned', ['see checks'], 'none'),
  'sign-ready': opened('unsigned', agreed),
  'sign-other-ways': opened('unsigned', ['click [data-testid=remote-note]>summary'], 'none'),
  'sign-field': opened('field', ready),
  'sign-forbidden': opened('forbidden', ['see problem']),
  'sign-repairable': opened('repairable', ['see repair']),
  'sign-blocked': opened('unsigned', ['see checks'], 'blocked'),
  'sign-look': { wish: 'token=ready&pick=unsigned&presets', steps: ['click pick-sign', ...ready, 'click picture-pick', 'see picture-drop', 'click preset-name-it', 'see preset-name'] },
  'sign-advanced': opened('unsigned', [...ready, 'click [data-testid=advanced]>summary', 'click party-add', 'see party']),
  'sign-level': { wish: 'token=ready&pick=unsigned&network', steps: ['click pick-sign', ...ready, 'click [data-testid=level-panel]>summary', 'see level-note'] },
  'sign-find': opened('unsigned', [...ready, 'click find-open', 'see find-words']),
  'pin': opened('unsigned', asked),
  'pin-wrong': opened('unsigned', [...asked, 'type pin-input 999999', 'click pin-submit', 'see pin-error']),
  'pin-last': opened('unsigned', asked, 'last'),
  'pin-pad': opened('unsigned', [...asked.slice(0, -1), 'see pin-pad'], 'pad'),
  'signed': opened('unsigned', [...asked, 'type pin-input 123456', 'click pin-submit', 'see signed']),

  'signed-incomplete': { wish: 'token=ready&pick=unsigned&unstamped', steps: ['click pick-sign', ...asked, 'type pin-input 123456', 'click pin-submit', 'see incomplete'] },

  'verify-empty': area('verify'),
  'result-valid': checked('good', ['click signature-details']),
  'result-tampered': checked('tampered'),
  'result-visible': checked('visible'),
  'result-untrusted': checked('untrusted'),
  'result-practice': checked('practice'),
  'verify-running': { wish: 'pick=good&slow=verify_run', steps: ['click pick-verify', 'see verify-stop'] },
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

  'setup-language': { wish: 'first', steps: ['see setup-language'] },
  'setup-trust': { wish: 'first&token=ready', steps: ['click setup-step-trust', 'click trust-from-tokens', 'see candidate'] },
  'setup-trust-bare': { wish: 'first&bare', steps: ['click setup-step-trust', 'click trust-from-tokens'] },
  'setup-network': { wish: 'first&token=ready', steps: ['click setup-step-network', 'click setup-ask-yes', 'see setup-addresses'] },
  'setup-token-none': { wish: 'first', steps: ['click setup-step-token', 'see setup-practice'] },
  'setup-token': { wish: 'first&token=ready', steps: ['click setup-step-token', 'see setup-token-name'] },
  'setup-alone': { wish: 'token=ready&pick=untrusted', steps: ['click pick-verify', 'click setup-go-trust', 'see setup-trust'] },

  'journal': area('journal'),
  'journal-usage': area('journal', '', ['click journal-part-usage']),
  'journal-agreement': area('journal', '', ['click journal-part-agreement']),
  'journal-data': area('journal', '', ['click journal-part-data']),

  'busy': { wish: 'slow=doctor_run', steps: ['click nav-help', 'click help-doctor', 'see busy'] },
  'busy-report': { wish: 'slow=usage_view&count', steps: ['click nav-journal', 'click journal-part-usage', 'see busy-stop'] },
  'busy-stopped': { wish: 'slow=usage_view', steps: ['click nav-journal', 'click journal-part-usage', 'see busy-stop', 'click busy-stop', 'see usage-again'] },
  'sign-stopped': { wish: 'token=ready&pick=unsigned&slow=sign_plan', steps: ['click pick-sign', 'see busy-stop', 'click busy-stop', 'see plan-again'] },
  'result-evidence-stopped': { wish: 'token=ready&pick=good&slow=report_save', steps: ['click pick-verify', 'see verdict', 'click save-evidence', 'see busy-stop', 'click busy-stop', 'see [data-code=stopped]'] },
  'pending-stop': { wish: 'pending=3&slow=sign_complete', steps: ['click to-pending', 'click pending-complete', 'see pending-stop'] },

  'help': area('help'),
  'settings': area('settings'),
  'settings-largest': area('settings', 'text=largest'),
  'settings-network': area('settings', 'network&anchors&agency', ['see network']),
  'settings-candidate': area('settings', '', ['click trust-pick', 'see candidate']),
  'settings-bundle': area('settings', '', ['click bundle-pick', 'see bundle-offer']),
};
