// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/registeredtest.h"

#include <csignal>
#include <cstdio>
#include <map>
#include <string>

namespace {
std::map<std::string, tierlens::test::TestMain> &tests()
{
    static std::map<std::string, tierlens::test::TestMain> all;
    return all;
}
} // namespace

tierlens::test::RegisteredTest::RegisteredTest(const char *file, TestMain main)
{
    std::string name = file;
    name.erase(0, name.find_last_of("/\\") + 1);
    name.erase(name.rfind('.'));
    tests().emplace(name, main);
}

// PROGRAM TEST [what QTest takes …]; without a test: their names.
int main(int argc, char **argv)
{
    const auto found = argc > 1 ? tests().find(argv[1]) : tests().end();
    if (found == tests().end()) {
        for (const auto &[name, run] : tests())
            std::puts(name.c_str());
        return argc > 1 ? 2 : 0;
    }
#ifdef SIGPIPE
    // As in the product (app/redis/brokenpipe_unix.cpp): writing to a server that was just stopped
    // is an error, not an end. Before QtTest, which would catch it.
    std::signal(SIGPIPE, SIG_IGN);
#endif
    argv[1] = argv[0];
    return found->second(argc - 1, argv + 1);
}
