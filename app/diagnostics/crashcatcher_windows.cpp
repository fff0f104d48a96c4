// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagnostics/crashcatcher.h"

#include "diagnostics/crashfiles.h"

#include <QDir>

#include <windows.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

namespace tierlens {

namespace {
std::wstring crashPath;
std::string crashHead;

LONG WINAPI onFault(EXCEPTION_POINTERS *fault)
{
    const HANDLE file = CreateFileW(
        crashPath.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, nullptr);
    if (file == INVALID_HANDLE_VALUE)
        return EXCEPTION_CONTINUE_SEARCH;
    const auto tell = [file](const char *text) {
        DWORD written = 0;
        WriteFile(file, text, static_cast<DWORD>(std::strlen(text)), &written, nullptr);
    };
    std::array<char, 128> line{};
    tell(crashHead.c_str());
    std::snprintf(line.data(), line.size(),
        "Ended by exception %08lx at %p\n\nStack, innermost first:\n",
        static_cast<unsigned long>(fault->ExceptionRecord->ExceptionCode),
        fault->ExceptionRecord->ExceptionAddress);
    tell(line.data());
    // Addresses relative to the program, which is loaded somewhere else each time.
    const auto base = reinterpret_cast<std::uintptr_t>(GetModuleHandleW(nullptr));
    std::array<void *, 62> frames{};
    const auto count
        = CaptureStackBackTrace(0, static_cast<DWORD>(frames.size()), frames.data(), nullptr);
    for (unsigned i = 0; i < count; ++i) {
        std::snprintf(line.data(), line.size(), "tierlens.exe+0x%llx\n",
            static_cast<unsigned long long>(reinterpret_cast<std::uintptr_t>(frames[i]) - base));
        tell(line.data());
    }
    CloseHandle(file);
    return EXCEPTION_CONTINUE_SEARCH; // as it would have ended
}
} // namespace

bool catchCrashes(const QString &folder)
{
    if (!QDir().mkpath(folder))
        return false;
    crashPath = QDir::toNativeSeparators(crashFileName(folder)).toStdWString();
    crashHead = crashHeader().toStdString();
    SetUnhandledExceptionFilter(&onFault);
    return true;
}

} // namespace tierlens
