/* A PKCS#11 module for tests: SoftHSM with one function replaced. Built with
 *   -DREAL="path"  -DAT=index of the function in CK_FUNCTION_LIST  -DWITH=what it does instead
 * The function list is two version bytes and a table of pointers (PKCS#11 2.40 clause 3.6). */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long ulong;
typedef ulong (*function)(ulong, ulong, ulong, ulong, ulong, ulong);
struct list { unsigned char version[2]; function f[68]; };
static struct list mine;
static function real;

/* Takes as many arguments as any of them has. */
#define ARGUMENTS ulong a, ulong b, ulong c, ulong d, ulong e, ulong f
#define REALLY real(a, b, c, d, e, f)

static ulong crash(ARGUMENTS) { abort(); }
static ulong hang(ARGUMENTS) {
    const char *file = getenv("SHIM_PID");
    FILE *out = file ? fopen(file, "w") : NULL;
    if (out) { fprintf(out, "%d", (int)getpid()); fclose(out); }
    for (;;) sleep(3600);
}
static ulong general_error(ARGUMENTS) { return 5; }
static ulong print(ARGUMENTS) { printf("debug: called\n"); fflush(stdout); return REALLY; }
/* C_Sign, C_SignFinal: one bit wrong. */
static ulong wrong_signature(ARGUMENTS) { ulong r = REALLY; if (r == 0 && d) ((unsigned char *)d)[9] ^= 1; return r; }
/* C_GetMechanismList(slot, list, count): CKM_RSA_PKCS alone, as some tokens have it. */
static ulong only_rsa_pkcs(ARGUMENTS) { if (b) *(ulong *)b = 1; *(ulong *)c = 1; return 0; }
/* C_GetMechanismList: CKM_RSA_PKCS_PSS alone. */
static ulong only_rsa_pss(ARGUMENTS) { if (b) *(ulong *)b = 0xD; *(ulong *)c = 1; return 0; }
/* C_GetMechanismList: nothing that signs. */
static ulong only_digest(ARGUMENTS) { if (b) *(ulong *)b = 0x250; *(ulong *)c = 1; return 0; }
/* C_GetTokenInfo(slot, info): its flags lie behind 32+32+16+16 bytes of text. */
static ulong flags(ulong slot, ulong info, ulong more) {
    ulong r = real(slot, info, 0, 0, 0, 0);
    *(ulong *)(info + 96) |= more;
    return r;
}
static ulong final_try(ARGUMENTS) { return flags(a, b, 0x00020000); }
static ulong locked(ARGUMENTS) { return flags(a, b, 0x00040000); }
static ulong pin_pad(ARGUMENTS) { return flags(a, b, 0x00000100); }
static ulong to_be_changed(ARGUMENTS) { return flags(a, b, 0x00080000); }
static ulong write_protected(ARGUMENTS) { return flags(a, b, 0x00000002); }
static ulong so_to_be_changed(ARGUMENTS) { return flags(a, b, 0x00800000); }
static ulong not_supported(ARGUMENTS) { return 0x54; }
static ulong read_only(ARGUMENTS) { return 0xE2; }
static ulong officer_only(ARGUMENTS) { return 0x101; }
static ulong full(ARGUMENTS) { return 0x31; }
static ulong pin_expired(ARGUMENTS) { return 0xA3; }
/* C_SignInit(session, mechanism, key): the mechanism is listed, but this key does not have it. */
static ulong no_combined(ARGUMENTS) { return *(ulong *)b == 0x40 ? 0x70 : REALLY; }
/* C_Login(session, user, pin, length) of a reader with its own keys: takes no PIN from outside. */
static function real_login;
static ulong typed_on_reader(ARGUMENTS) { return c || d ? 7 : real_login(a, b, (ulong) "123456", 6, 0, 0); }
/* C_SetPIN(session, old, length, new, length), the same. */
static function real_set;
static ulong set_on_reader(ARGUMENTS) {
    return b || c || d || e ? 7 : real_set(a, (ulong) "123456", 6, (ulong) "246810", 6, 0);
}

ulong C_GetFunctionList(struct list **out) {
#ifdef AT_LOADING
    AT_LOADING;
#endif
    void *library = dlopen(REAL, RTLD_NOW);
    ulong (*get)(struct list **) = (ulong (*)(struct list **))dlsym(library, "C_GetFunctionList");
    struct list *theirs;
    if (get(&theirs)) return 5;
    mine = *theirs;
    real = mine.f[AT];
    mine.f[AT] = WITH;
#ifdef TYPED_ON_READER
    real_login = mine.f[18];
    mine.f[18] = typed_on_reader;
    real_set = mine.f[11];
    mine.f[11] = set_on_reader;
#endif
    *out = &mine;
    return 0;
}
