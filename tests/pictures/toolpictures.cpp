// SPDX-License-Identifier: GPL-3.0-or-later
// The windows that open from Watch (keys, audit) as pictures, on the sandbox while the demo plays.
// packaging/screenshots.sh calls it; what the program's own --grab can show is not here.
// Arguments: FOLDER dark|light. Writes FOLDER/keys-THEME.png and audit-THEME.png.
#include "audit/auditwindow.h"
#include "core/whendone.h"
#include "keyspace/keylist.h"
#include "keyspace/keyswindow.h"
#include "session/session.h"
#include "theme/systemtheme.h"
#include "watchdesk/watchtools.h"

#include <QApplication>
#include <QTest>

#include <cstdio>
#include <functional>

using namespace tierlens;

namespace {

int fail(const char *why)
{
    std::fprintf(stderr, "toolpictures: %s\n", why);
    return 1;
}

bool waitFor(const std::function<bool()> &what, int seconds)
{
    return QTest::qWaitFor(what, seconds * 1000);
}

bool save(QWidget &window, const QString &file)
{
    QTest::qWait(300); // what is animated has come to rest
    return window.grab().save(file, "PNG");
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("tierlens"));
    const auto words = QCoreApplication::arguments();
    if (words.size() != 3)
        return fail("usage: toolpictures FOLDER dark|light");
    const auto folder = words[1], theme = words[2];
    themeCalled(theme).applyTo(application);

    SessionOptions options;
    options.traffic.running = true;
    Session session(options);
    ServerAddresses servers;
    QObject::connect(&session, &Session::ready, &session, [&] {
        whenDone(session.addresses(), &session, [&](const Result<ServerAddresses> &addresses) {
            if (addresses)
                servers = *addresses;
        });
    });
    QObject::connect(&session, &Session::failed, &session,
        [](const Error &error) { std::fprintf(stderr, "%s\n", error.text.c_str()); });
    session.start();
    if (!waitFor([&] { return !servers.redis.isEmpty(); }, 180))
        return fail("the sandbox did not start");

    WatchOptions wish;
    wish.connection.name = session.connectionTitle();
    wish.connection.environment = Environment::Sandbox;
    wish.redis = servers.redis;
    wish.postgres = servers.postgres;
    WatchSession watch(wish);
    watch.start();
    QTest::qWait(30'000); // as long as an audit on its own watches first
    if (watch.patternRows().empty())
        return fail("the watch has found no key patterns");

    QWidget parent; // never shown: the tools belong to a window of the watch
    WatchTools tools(watch, folder, &parent);
    tools.setRoute(servers.redis, servers.postgres);
    tools.open(WatchTool::Keys);
    auto *keys = qobject_cast<KeysWindow *>(tools.window(WatchTool::Keys));
    if (!keys)
        return fail("there is no window of keys");
    keys->resize(1440, 900);
    const auto isListed
        = [&] { return keys->browser().progress().state == KeyScanProgress::State::Done; };
    if (!waitFor(isListed, 120))
        return fail("the keys were not found");
    QTest::qWait(2000); // the rows come a moment after the search has ended
    // One of the first that will still be there in the picture.
    const auto isChosen = [&] {
        for (qint64 row = 0; row < 16 && !keys->list().chosen(); ++row) {
            const auto expiry = keys->list().rowText(row).section(u'\t', 2, 2);
            if (expiry.section(u' ', 0, 0).toInt() >= 10 && expiry.endsWith(u's'))
                keys->list().setCurrentRow(row);
        }
        return keys->list().chosen().has_value();
    };
    if (!waitFor(isChosen, 30))
        return fail("no key could be chosen");
    QTest::qWait(1500); // its value
    if (!save(*keys, folder + QStringLiteral("/keys-%1.png").arg(theme)))
        return fail("the picture of the keys could not be written");

    tools.open(WatchTool::Audit);
    auto *audit = qobject_cast<AuditWindow *>(tools.window(WatchTool::Audit));
    if (!audit)
        return fail("there is no window of the audit");
    if (!waitFor([&] { return !audit->run().isRunning() && audit->run().document(); }, 60))
        return fail("there is no audit");
    audit->resize(1440, 900);
    return save(*audit, folder + QStringLiteral("/audit-%1.png").arg(theme))
        ? 0
        : fail("the picture of the audit could not be written");
}
