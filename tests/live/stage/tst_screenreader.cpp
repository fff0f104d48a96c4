// SPDX-License-Identifier: GPL-3.0-or-later
// The program as a screen reader meets it: on a display and a bus of their own, by AT-SPI, with
// real servers behind it. By QtDBus, which the program has anyway: a reader in Python would need
// two more packages, and would not be built and checked with the rest.
#include "live/stage/readersdesk.h"

#include <QElapsedTimer>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#ifdef TIERLENS_DBUS
using namespace tierlens::test;

namespace {
QString u(const char *text) { return QString::fromUtf8(text); }

struct Heard
{
    HeardPart part;
    QString role, name;
    bool isInTable = false;
};

// Everything that is on the screen below a part, outermost first. Of a long list its beginning.
std::vector<Heard> allOf(const HeardPart &top)
{
    constexpr int Longest = 60;
    std::vector<Heard> all;
    const std::function<void(const HeardPart &, bool, int)> go
        = [&](const HeardPart &part, bool inTable, int depth) {
              Heard heard{part, part.role(), part.name(), inTable};
              const bool isTable = heard.role == u("table") || heard.role == u("tree table")
                  || heard.role == u("list");
              all.push_back(heard);
              const int count = std::min(part.childCount(), Longest);
              for (int i = 0; i < count && depth < 30; ++i) {
                  const auto child = part.child(i);
                  if (child.isThere() && child.has(HeardPart::Showing))
                      go(child, inTable || isTable, depth + 1);
              }
          };
    go(top, false, 0);
    return all;
}

bool isButton(const QString &role) { return role.contains(u("button")) || role == u("check box"); }

bool isUsable(const QString &role)
{
    static const QSet<QString> roles{u("combo box"), u("text"), u("entry"), u("slider"),
        u("spin button"), u("spin box"), u("page tab"), u("table"), u("list"), u("tree"),
        u("tree table"), u("menu item"), u("link"), u("image"), u("icon"), u("progress bar")};
    return isButton(role) || roles.contains(role);
}

// What a reader could not tell its user about.
QStringList problemsOf(const std::vector<Heard> &all)
{
    QStringList problems;
    for (const auto &each : all) {
        if (each.isInTable)
            continue; // cells may be empty
        if (isUsable(each.role) && each.name.trimmed().isEmpty())
            problems << u("a %1 without a name").arg(each.role);
        if (isButton(each.role) && each.part.has(HeardPart::Enabled)
            && each.part.actionCount() == 0)
            problems << u("the %1 \"%2\" cannot be pressed").arg(each.role, each.name);
        if (each.role.isEmpty())
            problems << u("\"%1\" has no role").arg(each.name);
    }
    return problems;
}

QString listed(const std::vector<Heard> &all)
{
    QStringList lines;
    for (const auto &each : all)
        lines << each.role + u(": ") + each.name;
    lines.removeDuplicates();
    return lines.join(u("\n    "));
}

const Heard *find(const std::vector<Heard> &all, const char *name)
{
    for (const auto &each : all) {
        if (each.name.startsWith(u(name)))
            return &each;
    }
    return nullptr;
}
} // namespace
#endif

class TestScreenReader : public QObject
{
    Q_OBJECT
#ifdef TIERLENS_DBUS
    std::unique_ptr<ReadersDesk> m_desk;
    QTemporaryDir m_folder;
    QString m_heard; // the last that was found instead

    bool start(const QStringList &arguments)
    {
        return m_desk->start(qEnvironmentVariable("TIERLENS_PROGRAM"),
            QStringList{
                u("--sandbox"), u("--config-dir"), m_folder.path(), u("--size"), u("1400x900")}
                + arguments);
    }

    // The first of its windows that has a part called so.
    std::optional<std::vector<Heard>> windowWith(const char *name, int seconds)
    {
        m_heard.clear();
        QElapsedTimer clock;
        clock.start();
        while (clock.elapsed() < seconds * 1000 && m_desk->isRunning()) {
            const auto desktop = HeardPart::desktop(m_desk->reader());
            for (int i = 0; i < desktop.childCount(); ++i) {
                const auto program = desktop.child(i);
                m_heard = u("%1 with %2 windows").arg(program.name()).arg(program.childCount());
                if (!program.isThere() || program.name() != u("tierlens"))
                    continue;
                for (int w = 0; w < program.childCount(); ++w) {
                    const auto window = program.child(w);
                    if (!window.isThere() || !window.has(HeardPart::Showing))
                        continue;
                    auto all = allOf(window);
                    m_heard = listed(all);
                    if (find(all, name))
                        return all;
                }
            }
            QTest::qWait(500);
        }
        return std::nullopt;
    }
#endif

private Q_SLOTS:
    void initTestCase()
    {
#ifndef TIERLENS_DBUS
        QSKIP("built without Qt's D-Bus");
#endif
    }
#ifdef TIERLENS_DBUS
    void init()
    {
        QVERIFY2(!qEnvironmentVariableIsEmpty("TIERLENS_PROGRAM"), "run by ctest, which sets it");
        m_desk = std::make_unique<ReadersDesk>();
        if (const auto missing = m_desk->open(); !missing.isEmpty())
            QSKIP(qPrintable(missing));
    }
    void cleanup() { m_desk.reset(); }

    void theDemoIsToldWhole()
    {
        QVERIFY(start({}));
        auto window = windowWith("Flow of requests", 120);
        QVERIFY2(window, qPrintable(m_desk->said() + m_heard));
        QVERIFY2(window->front().role == u("frame") || window->front().role == u("window"),
            qPrintable(window->front().role));
        QVERIFY2(window->front().name.contains(u("Tierlens")), qPrintable(window->front().name));

        // The diagram says what it shows now, as a whole and part by part.
        const auto diagram = find(*window, "Flow of requests")->part;
        QTRY_VERIFY2_WITH_TIMEOUT(diagram.description().contains(u("hit rate ")),
            qPrintable(diagram.description()), 60'000);
        QVERIFY2(diagram.description().contains(u("Redis answers"))
                && diagram.description().contains(u("PostgreSQL answers")),
            qPrintable(diagram.description()));
        QStringList parts;
        for (int i = 0; i < diagram.childCount(); ++i) {
            const auto part = diagram.child(i);
            QVERIFY(part.isThere());
            parts << part.name() + u(": ") + part.description();
        }
        QVERIFY2(parts.filter(u("hit rate")).size() == 1 && parts.filter(u(" hits")).size() >= 1
                && parts.filter(u("queries")).size() >= 1,
            qPrintable(parts.join(u("\n    "))));

        // Everything else, with traffic in it.
        window = windowWith("Flow of requests", 10);
        QVERIFY(window);
        const auto problems = problemsOf(*window);
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u("\n    "))));
        for (const char *wanted : {"Restart Redis", "Keys in Redis", "Requests per second",
                 "Hit rate", "Pause the traffic", "Use the cache", "Timings"})
            QVERIFY2(find(*window, wanted),
                qPrintable(u("no %1 in\n    %2").arg(u(wanted), listed(*window))));

        // Buttons work from here, and tabs open their tables.
        QVERIFY(find(*window, "Pause the traffic")->part.act());
        QVERIFY2(windowWith("Resume the traffic", 10), "nothing was paused");
        for (const auto &each : *window) {
            if (each.role == u("page tab") && each.name.startsWith(u("Requests"))) {
                QVERIFY(each.part.actionCount() > 0);
                QVERIFY(each.part.act());
            }
        }
        window = windowWith("Filter requests", 10);
        QVERIFY2(window, "the requests did not open");
        bool hasRows = false;
        for (const auto &each : *window) {
            if (each.role == u("table")
                && each.part.interfaces().contains(u("org.a11y.atspi.Table")))
                hasRows = hasRows || each.part.childCount() > 20;
        }
        QVERIFY2(hasRows, qPrintable(listed(*window)));
    }

    void theWatchIsToldWhole()
    {
        QVERIFY(start({u("--watch")}));
        auto window = windowWith("Traffic between applications", 120);
        QVERIFY2(window, qPrintable(m_desk->said() + m_heard));
        const auto traffic = find(*window, "Traffic between applications")->part;
        QTRY_VERIFY2_WITH_TIMEOUT(traffic.description().contains(u("commands"))
                && traffic.description().contains(u("PostgreSQL")),
            qPrintable(traffic.description()), 60'000);
        window = windowWith("Traffic between applications", 10);
        QVERIFY(window);
        const auto problems = problemsOf(*window);
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u("\n    "))));
        for (const char *wanted : {"Connection: ", "Our own cost: ", "Key patterns", "Details"})
            QVERIFY2(find(*window, wanted),
                qPrintable(u("no %1 in\n    %2").arg(u(wanted), listed(*window))));
        bool hasTable = false;
        for (const auto &each : *window)
            hasTable = hasTable || (each.role == u("table") && !each.name.isEmpty());
        QVERIFY2(hasTable, qPrintable(listed(*window)));
    }
#endif
};

QTEST_GUILESS_MAIN(TestScreenReader)
#include "tst_screenreader.moc"
