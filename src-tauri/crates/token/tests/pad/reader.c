/* A reader with keys for tests: vpcd's driver, to which the secure PIN entry of PC/SC part 10 is added. Built with
 *   -DTYPED="file"   what is typed: one line for each entry, "cancel" for the cancel key, nothing left for nobody there
 * and linked with libifdvpcd.so, whose functions pcscd finds for everything else. */
#include <PCSC/ifdhandler.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define FEATURE(number) (0x42330000 + (number))
enum { VERIFY = 0x06, MODIFY = 0x07, PROPERTIES = 0x12 };
/* CM_IOCTL_GET_FEATURE_REQUEST of pcsc-lite */
#define GET_FEATURE_REQUEST (0x42000000 + 3400)

/* The next typed line into text, taken out of the file. Length, -1 for cancel, -2 for nobody there. */
static int typed(char *text, size_t room) {
    char rest[4096];
    FILE *file = fopen(TYPED, "r");
    if (!file) return -2;
    char *line = fgets(text, room, file);
    size_t left = line ? fread(rest, 1, sizeof rest, file) : 0;
    fclose(file);
    if (!line) return -2;
    file = fopen(TYPED, "w");
    fwrite(rest, 1, left, file);
    fclose(file);
    text[strcspn(text, "\n")] = 0;
    return strcmp(text, "cancel") ? (int)strlen(text) : -1;
}

static RESPONSECODE status(PUCHAR answer, LPDWORD length, int sw) {
    answer[0] = sw >> 8;
    answer[1] = sw;
    *length = 2;
    return IFD_SUCCESS;
}

/* Puts a PIN into its block of the command, or behind what is there. */
static void place(PUCHAR apdu, DWORD *length, const char *pin, int size, int block, int at) {
    if (block) {
        memcpy(apdu + 5 + at, pin, size);
    } else {
        memcpy(apdu + *length, pin, size);
        *length += size;
        apdu[4] += size;
    }
}

static RESPONSECODE entry(DWORD slot, int modify, PUCHAR in, DWORD size, PUCHAR answer, DWORD room, LPDWORD length) {
    DWORD head = modify ? 24 : 19;
    if (size < head + 5) return status(answer, length, 0x6B80);
    uint32_t data = in[head - 4] | in[head - 3] << 8 | in[head - 2] << 16 | (uint32_t)in[head - 1] << 24;
    /* ASCII, left, at the beginning, no length in the block: what this reader can. */
    if (data != size - head || in[2] != 0x82 || in[3] & 0xF0 || in[4]) return status(answer, length, 0x6B80);
    int block = in[3], max = in[modify ? 7 : 5], min = in[modify ? 8 : 6], confirm = modify ? in[9] : 2;
    UCHAR apdu[300];
    char pins[3][128];
    memcpy(apdu, in + head, data);
    int wanted[3] = {confirm & 2, modify, modify && confirm & 1}, size_of[3];
    for (int i = 0; i < 3; i++) {
        if (!wanted[i]) continue;
        size_of[i] = typed(pins[i], sizeof pins[i]);
        if (size_of[i] < 0) return status(answer, length, size_of[i] == -1 ? 0x6401 : 0x6400);
        if (size_of[i] < min || size_of[i] > max) return status(answer, length, 0x6403);
    }
    if (wanted[2] && (size_of[1] != size_of[2] || memcmp(pins[1], pins[2], size_of[1]))) return status(answer, length, 0x6402);
    DWORD command = data;
    if (wanted[0]) place(apdu, &command, pins[0], size_of[0], block, modify ? in[5] : 0);
    if (wanted[1]) place(apdu, &command, pins[1], size_of[1], block, in[6]);
    SCARD_IO_HEADER send = {1, 8}, receive = {1, 8};
    *length = room;
    return IFDHTransmitToICC(slot, send, apdu, command, answer, length, &receive);
}

RESPONSECODE IFDHControl(DWORD slot, DWORD code, PUCHAR in, DWORD size, PUCHAR out, DWORD room, LPDWORD length) {
    static const UCHAR features[] = {
        VERIFY, 4, 0x42, 0x33, 0, VERIFY, MODIFY, 4, 0x42, 0x33, 0, MODIFY, PROPERTIES, 4, 0x42, 0x33, 0, PROPERTIES,
    };
    static const UCHAR properties[] = {0x01, 2, 0x10, 0x02, 0x06, 1, 4, 0x07, 1, 16};
    switch (code) {
    case GET_FEATURE_REQUEST:
        memcpy(out, features, *length = sizeof features);
        return IFD_SUCCESS;
    case FEATURE(PROPERTIES):
        memcpy(out, properties, *length = sizeof properties);
        return IFD_SUCCESS;
    case FEATURE(VERIFY):
    case FEATURE(MODIFY):
        return entry(slot, code == FEATURE(MODIFY), in, size, out, room, length);
    }
    return IFD_ERROR_NOT_SUPPORTED;
}
