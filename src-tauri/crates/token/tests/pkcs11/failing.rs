//! Modules and helpers that crash, hang, refuse, are none or talk nonsense: each ends in an error that says what it was, and the PIN
//! is gone exactly if it was sent.

use super::*;

/// Functions of a signature, by their place in CK_FUNCTION_LIST; the last ones come after the PIN.
const STEPS: &[(u8, &str, bool)] = &[
    (4, "C_GetSlotList", false),
    (6, "C_GetTokenInfo", false),
    (7, "C_GetMechanismList", false),
    (12, "C_OpenSession", false),
    (24, "C_GetAttributeValue", false),
    (26, "C_FindObjectsInit", false),
    (18, "C_Login", true),
    (42, "C_SignInit", true),
    (43, "C_Sign", true),
];

#[test]
fn module_that_crashes_hangs_or_fails_at_any_step_ends_in_a_clear_error() {
    let bench = Bench::new();
    let mut good = only_token(&bench.softhsm());
    let reference = key_of(&mut good, RSA).reference;
    let facts = good.facts().unwrap();
    let limits = TimeLimits::all(Duration::from_secs(2));
    for (at, name, after_pin) in STEPS {
        for with in ["crash", "hang", "general_error"] {
            let module = bench.module(&bench.shim(*at, with, &[]), limits).unwrap();
            let mut token = Pkcs11Token::new(module, &facts);
            let mut act = Act::new(pin(PIN));
            let result = token.sign(&reference, &mut act, &tbs(b"x"));
            let error = result.unwrap_err();
            match with {
                "crash" => assert_eq!(error, Error::ModuleCrashed, "{name}"),
                "hang" => assert_eq!(error, Error::ModuleTimedOut { seconds: 2 }, "{name}"),
                _ => assert!(
                    matches!(&error, Error::Removed | Error::KeyMissing { .. })
                        || matches!(&error, Error::ModuleFailed { code, .. } if code == "GeneralError"),
                    "{name}: {error:?}"
                ),
            }
            assert_eq!(act.is_over(), *after_pin, "{name} {with}: the PIN is gone exactly if it was sent");
            if with == "hang" {
                let pid = fs::read_to_string(bench.path("pid")).unwrap();
                assert!(!Path::new("/proc").join(&pid).exists(), "{name}: helper {pid} is still there");
            }
        }
    }
    good.sign(&reference, &mut Act::new(pin(PIN)), &tbs(b"x")).unwrap();
}

#[test]
fn module_that_crashes_hangs_or_refuses_at_the_start_ends_in_a_clear_error() {
    let bench = Bench::new();
    let limits = TimeLimits::all(Duration::from_secs(2));
    let tokens = |path: &str| bench.module(path, limits).unwrap().tokens().map(drop);
    assert_eq!(tokens(&bench.shim(0, "crash", &[])), Err(Error::ModuleCrashed));
    assert_eq!(tokens(&bench.shim(0, "hang", &[])), Err(Error::ModuleTimedOut { seconds: 2 }));
    let refused = ModuleProblem::NotInitialised { code: "GeneralError".into() };
    assert_eq!(tokens(&bench.shim(0, "general_error", &[])), Err(Error::ModuleUnusable { problem: refused }));
    assert_eq!(tokens(&bench.shim(1, "crash", &["-DAT_LOADING=abort()"])), Err(Error::ModuleCrashed));
    let hang = tokens(&bench.shim(1, "hang", &["-DAT_LOADING=for(;;)sleep(9)"]));
    assert_eq!(hang, Err(Error::ModuleTimedOut { seconds: 2 }));
}

#[test]
fn cancelled_request_ends_as_cancelled_long_before_its_limit() {
    let bench = Bench::new();
    let module = bench.module(&bench.shim(4, "hang", &[]), TimeLimits::default()).unwrap();
    let canceller = module.canceller();
    let waiting = thread::spawn(move || module.tokens().map(drop));
    while !waiting.is_finished() {
        thread::sleep(Duration::from_millis(100));
        canceller.cancel();
    }
    assert_eq!(waiting.join().unwrap(), Err(Error::Cancelled), "called off, not out of time");
}

#[test]
fn file_that_is_no_module_is_told_why() {
    let bench = Bench::new();
    let problem =
        |path: &str| match bench.module(path, TimeLimits::default()).and_then(|module| module.tokens()) {
            Err(Error::ModuleUnusable { problem }) => problem,
            other => panic!("{path}: {other:?}"),
        };
    assert_eq!(problem("/nowhere/module.so"), ModuleProblem::Missing);
    fs::write(bench.path("text.so"), "INPUT(libc.so)").unwrap();
    assert_eq!(problem(&bench.path("text.so")), ModuleProblem::NotALibrary);
    assert_eq!(problem("/nowhere/p11-kit-trust.so"), ModuleProblem::NoTokens);

    let mut foreign = fs::read(softhsm()).unwrap();
    foreign[18..20].copy_from_slice(&[22, 0]); // IBM S/390
    fs::write(bench.path("foreign.so"), &foreign).unwrap();
    let found = "unix other".to_owned();
    assert_eq!(problem(&bench.path("foreign.so")), ModuleProblem::WrongKind { found });
    // A cut file is refused by the loader or kills it; either way it is not us.
    fs::write(bench.path("cut.so"), &fs::read(softhsm()).unwrap()[..5000]).unwrap();
    let cut = bench.module(&bench.path("cut.so"), TimeLimits::default()).unwrap().tokens().map(drop);
    let not_loaded = Error::ModuleUnusable { problem: ModuleProblem::NotLoaded };
    assert!(cut == Err(not_loaded) || cut == Err(Error::ModuleCrashed), "{cut:?}");

    fs::write(bench.path("empty.c"), "int nothing(void) { return 0; }").unwrap();
    let (source, out) = (bench.path("empty.c"), bench.path("empty.so"));
    bench.run("cc", &["-shared", "-fPIC", &source, "-o", &out]);
    assert_eq!(problem(&out), ModuleProblem::NotAModule);
    // One that needs the former, which is then taken away.
    let needs = bench.path("needs.so");
    bench.run("cc", &["-shared", "-fPIC", "-Wl,--no-as-needed", &source, "-o", &needs, &out]);
    fs::remove_file(&out).unwrap();
    assert_eq!(problem(&needs), ModuleProblem::NotLoaded);
}

#[test]
fn helper_that_is_none_or_talks_nonsense_is_told() {
    let tokens = |script: &str| {
        let helper = HelperProgram::new("/bin/sh").argument("-c").argument(script);
        Module::open_with(softhsm(), helper, TimeLimits::all(Duration::from_secs(5)))
            .unwrap()
            .tokens()
            .map(drop)
    };
    let garbage = Err(Error::ModuleUnusable { problem: ModuleProblem::Garbage });
    assert_eq!(tokens("cat /dev/zero"), garbage);
    assert_eq!(tokens(r"printf '\0\245P11Z\377\001\377\377\377\377'; sleep 9"), garbage);
    assert_eq!(tokens(r"printf '\0\245P11Z\377\001\0\0\0\002{}'; sleep 9"), garbage);
    assert_eq!(tokens("exit 0"), Err(Error::ModuleCrashed));
    assert_eq!(tokens("kill -SEGV $$"), Err(Error::ModuleCrashed));
    let missing =
        Module::open_with(softhsm(), HelperProgram::new("/nowhere"), TimeLimits::default()).unwrap();
    let problem = ModuleProblem::HelperMissing;
    assert_eq!(missing.tokens().map(drop), Err(Error::ModuleUnusable { problem }));
}

#[test]
fn helper_ends_when_nobody_listens_any_more_even_if_its_module_hangs() {
    let bench = Bench::new();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["helper_process", "--exact", "--nocapture"]).env(HELPER, bench.shim(0, "hang", &[]));
    let mut helper = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    thread::sleep(Duration::from_millis(300));
    assert!(matches!(helper.try_wait(), Ok(None)), "it serves as long as somebody listens");
    drop(helper.stdin.take());
    let mut ended = None;
    wait_for("the end of the helper", || {
        ended = helper.try_wait().unwrap();
        ended.is_some()
    });
    assert!(ended.unwrap().success());
}
