// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Included before everything else in each tst_*.cpp: what would be main() becomes an entry in the
// list of tests of its program, since a folder of tests is one program. (A hundred programs took
// longer to link than to run.) Each test still runs in a process of its own.
#include <QTest>

#ifdef QT_WIDGETS_LIB
#include <QApplication>
#endif

namespace tierlens::test {

using TestMain = int (*)(int argc, char **argv);

// `file` is the path of the test's source; its name is the test's.
struct RegisteredTest
{
    RegisteredTest(const char *file, TestMain main);
};

} // namespace tierlens::test

#define TIERLENS_REGISTER_TEST(TestClass, makeApplication)                                         \
    namespace {                                                                                    \
    const tierlens::test::RegisteredTest registered##TestClass(                                    \
        __FILE__, [](int argc, char **argv) -> int {                                               \
            makeApplication;                                                                       \
            TestClass test;                                                                        \
            QTEST_SET_MAIN_SOURCE_PATH                                                             \
            return QTest::qExec(&test, argc, argv);                                                \
        });                                                                                        \
    }

#undef QTEST_MAIN
#undef QTEST_GUILESS_MAIN
#undef QTEST_APPLESS_MAIN
#define QTEST_MAIN(TestClass)                                                                      \
    TIERLENS_REGISTER_TEST(TestClass, const QApplication application(argc, argv))
#define QTEST_GUILESS_MAIN(TestClass)                                                              \
    TIERLENS_REGISTER_TEST(TestClass, const QCoreApplication application(argc, argv))
#define QTEST_APPLESS_MAIN(TestClass) TIERLENS_REGISTER_TEST(TestClass, (void)0)
