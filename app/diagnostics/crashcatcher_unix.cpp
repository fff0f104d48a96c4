// SPDX-License-Identifier: GPL-3.0-or-later
// The handler may use nothing that could wait or ask for memory (man 7 signal-safety), so all it
// needs is made before.
#include "diagnostics/crashcatcher.h"

#include "diagnostics/crashfiles.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstring>
#include <ctime>
#include <execinfo.h>
#include <fcntl.h>
#include <unistd.h>

namespace tierlens {

namespace {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool Sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool Sanitized = true;
#else
constexpr bool Sanitized = false;
#endif
#else
constexpr bool Sanitized = false;
#endif

constexpr int Faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};

std::array<char, 4096> crashPath;
std::array<char, 2048> crashHead;
std::array<char, 65536> crashStack; // a stack that has run over cannot be used
std::time_t crashStart = 0;
std::atomic_flag crashed = ATOMIC_FLAG_INIT;

void tell(int file, const char *text)
{
    // Nobody is left who could be told that it failed.
    [[maybe_unused]] const auto written = write(file, text, std::strlen(text));
}

void tell(int file, long number)
{
    std::array<char, 24> digits{};
    std::size_t at = digits.size() - 1;
    do {
        digits[--at] = static_cast<char>('0' + number % 10);
        number /= 10;
    } while (number > 0 && at > 0);
    tell(file, &digits[at]);
}

const char *faultName(int fault)
{
    switch (fault) {
    case SIGSEGV:
        return "SIGSEGV, a wrong address";
    case SIGBUS:
        return "SIGBUS, memory that is not there";
    case SIGILL:
        return "SIGILL, no such instruction";
    case SIGFPE:
        return "SIGFPE, impossible arithmetic";
    default:
        return "SIGABRT, given up";
    }
}

void onFault(int fault)
{
    if (!crashed.test_and_set()) {
        const int file = open(crashPath.data(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (file >= 0) {
            tell(file, crashHead.data());
            tell(file, "Ended after ");
            tell(file, static_cast<long>(std::max<std::time_t>(0, time(nullptr) - crashStart)));
            tell(file, " s by ");
            tell(file, faultName(fault));
            tell(file, "\n\nStack, innermost first:\n");
            std::array<void *, 64> frames;
            const int count = backtrace(frames.data(), static_cast<int>(frames.size()));
            backtrace_symbols_fd(frames.data(), count, file);
            close(file);
        }
    }
    raise(fault); // as it would have been: the handler is the system's again
}
} // namespace

bool catchCrashes(const QString &folder)
{
    if (Sanitized || !QDir().mkpath(folder))
        return false;
    const auto path = QFile::encodeName(crashFileName(folder));
    const auto head = crashHeader();
    if (std::size_t(path.size()) >= crashPath.size())
        return false;
    std::copy(path.begin(), path.end(), crashPath.begin());
    std::copy_n(head.begin(), std::min<std::size_t>(std::size_t(head.size()), crashHead.size() - 1),
        crashHead.begin());
    crashStart = time(nullptr);
    // The first call loads a library, which asks for memory.
    std::array<void *, 4> frames;
    backtrace(frames.data(), static_cast<int>(frames.size()));

    stack_t stack{};
    stack.ss_sp = crashStack.data();
    stack.ss_size = crashStack.size();
    sigaltstack(&stack, nullptr);
    struct sigaction action
    { };
    action.sa_handler = &onFault;
    // One-shot and not blocked, so that raise() in it ends the process at once.
    action.sa_flags = static_cast<int>(SA_ONSTACK | SA_RESETHAND | SA_NODEFER);
    sigemptyset(&action.sa_mask);
    for (const int fault : Faults)
        sigaction(fault, &action, nullptr);
    return true;
}

} // namespace tierlens
