// SPDX-License-Identifier: GPL-3.0-or-later
// What the left, right and top parts look like and cost.
//
//   bench_sidepanels               the cost of the keys panel with 700 and 200 000 keys
//   bench_sidepanels --grab DIR    pictures of all parts, dark and light
//
// The store is a real one; only here it is filled with events that are made up.
#include "core/eventqueue.h"
#include "models/keymodel.h"
#include "panels/controlspanel.h"
#include "panels/impactcard.h"
#include "panels/keyspanel.h"
#include "panels/topbar.h"
#include "store/store.h"
#include "theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <random>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
std::string prefixed(const std::string &name) { return "tierlens:" + name; }

Event request(Outcome outcome, const std::string &name, SinceStart at, Duration took)
{
    Request request;
    request.outcome = outcome;
    request.key = prefixed(name);
    request.value = "511204";
    request.valueSize = 72;
    request.version = request.truth = 7;
    request.stepCount = 1;
    request.steps[0].kind = StepKind::CacheRead;
    request.steps[0].result = outcome == Outcome::Hit ? StepResult::Hit : StepResult::Miss;
    request.steps[0].took = 100us;
    if (outcome == Outcome::Miss) {
        request.stepCount = 2;
        request.steps[1].kind = StepKind::Query;
        request.steps[1].took = took - 200us;
    }
    return {Origin::Demo, at, took, request};
}

Event fill(const std::string &name, ValueType type, Duration ttl, SinceStart at)
{
    auto event = request(Outcome::Miss, name, at, 41ms);
    auto &r = std::get<Request>(event.what);
    r.type = type;
    r.ttl = ttl;
    r.stepCount = 1;
    r.steps[0].kind = StepKind::CacheWrite;
    r.steps[0].result = StepResult::Ok;
    return event;
}

Event change(
    Tier tier, ServerChange::State state, const char *version, SinceStart at, Epoch epoch = 0)
{
    return {Origin::Demo, at, {}, ServerChange{tier, state, epoch, version, {}, {}}};
}

void append(Store &store, std::vector<Event> events, SinceStart now)
{
    EventQueue::Batch batch;
    batch.events = std::move(events);
    store.append(std::move(batch), now);
}

// A minute of traffic, a restart of Redis 12 s ago, and the keys of the picture.
void fillLikeThePicture(Store &store)
{
    std::mt19937 random(1);
    std::vector<Event> events;
    events.push_back(change(Tier::Redis, ServerChange::State::Up, "7.0.15", 1s));
    events.push_back(change(Tier::Postgres, ServerChange::State::Up, "15.3", 1s));
    append(store, std::move(events), 1s);
    for (auto at = 1s + 0ms; at < 60s; at += 100ms) {
        std::vector<Event> tick;
        const double since = std::chrono::duration<double>(at - 48s).count();
        const double rate = since < 0 ? 0.965 : 0.97 - 0.9 * std::exp(-since / 1.8);
        if (at == 48s) {
            Action action{Action::Kind::Restart, Tier::Redis, "Redis restarted", 612};
            tick.push_back({Origin::Demo, at, {}, action});
            tick.push_back(change(Tier::Redis, ServerChange::State::Starting, "", at));
            tick.push_back(change(Tier::Redis, ServerChange::State::Up, "7.0.15", at + 120ms, 1));
        }
        for (int i = 0; i < 40; ++i) {
            const bool hit = std::uniform_real_distribution<>(0, 1)(random) < rate;
            tick.push_back(request(hit ? Outcome::Hit : Outcome::Miss, "warm",
                at + std::chrono::milliseconds(i),
                hit ? 110us : 41ms + std::chrono::milliseconds(i)));
        }
        append(store, std::move(tick), at + 100ms);
    }
    append(store, {{Origin::Demo, 59s, {}, TruthCheck{40, 0}}}, 60s);
    const auto now = 60s + 0ms;
    const auto left = [&](const char *name, ValueType type, std::chrono::milliseconds ttl,
                          std::chrono::milliseconds rest) {
        return fill(name, type, ttl, now - (ttl - rest) - 41ms);
    };
    using T = ValueType;
    append(store,
        {left("profile:ivo:followers", T::String, 30s, 800ms),
            left("profile:mei:followers", T::String, 30s, 2400ms),
            left("feed:anya", T::List, 15s, 4100ms),
            left("profile:anya:followers", T::String, 30s, 11600ms),
            left("profile:raj:followers", T::String, 30s, 13s),
            left("session:9f2c", T::Hash, 30s, 22700ms), left("feed:raj", T::List, 15s, 14300ms),
            left("profile:leo:followers", T::String, 30s, 29400ms),
            left("session:77ab", T::Hash, 15min, 412s), left("rate:anya", T::String, 60s, 51s),
            left("cart:1044", T::Hash, 10min, 566s), fill("online", T::SortedSet, 0s, 20s)},
        now);
    std::vector<Event> hits;
    for (int i = 0; i < 1204; ++i)
        hits.push_back(request(Outcome::Hit, "profile:anya:followers", now - 5s, 110us));
    hits.push_back(
        {Origin::Demo, now - 3s, {}, TruthChange{prefixed("profile:anya:followers"), 8, "511205"}});
    append(store, std::move(hits), now);
}

std::vector<ScenarioText> scenarios()
{
    const auto world = [](const char *id, const char *title, const char *subtitle) {
        ScenarioText text;
        text.id = QString::fromUtf8(id);
        text.title = QString::fromUtf8(title);
        text.subtitle = QString::fromUtf8(subtitle);
        text.available = false;
        return text;
    };
    auto profile = world("profile", "Social profile", "follower count · session · feed");
    profile.available = true;
    profile.writeAction = QStringLiteral("Add 1 follower in Postgres");
    const auto game = world("game", "Live game", "leaderboard · online · match");
    const auto assistant = world("assistant", "AI assistant", "cached answers · rate limit");
    const auto shop = world("store", "Online store", "cart · orders · sneakers in Texas");
    return {profile, game, assistant, shop};
}

void grab(QWidget &widget, const QSize &size, double ratio, const QString &file)
{
    widget.resize(size);
    widget.show();
    QApplication::sendPostedEvents();
    QImage image(size * ratio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(theme().background);
    widget.render(&image);
    image.save(file);
}

void grabAll(QApplication &application, const QString &folder)
{
    QDir().mkpath(folder);
    Store store;
    fillLikeThePicture(store);
    for (const bool dark : {true, false}) {
        (dark ? Theme::darkTheme() : Theme::lightTheme()).applyTo(application);
        const auto name = [&](const char *part) {
            return QStringLiteral("%1/%2-%3.png")
                .arg(folder, QString::fromLatin1(part),
                    dark ? QStringLiteral("dark") : QStringLiteral("light"));
        };
        KeysPanel keys(store, QStringLiteral("tierlens:"));
        keys.resize(357, 926);
        keys.show();
        keys.refresh(60s);
        keys.selectKey(QStringLiteral("tierlens:profile:anya:followers"));
        grab(keys, {357, 926}, 1, name("keys"));
        grab(keys, {357, 926}, 2, name("keys2x"));
        grab(keys, {300, 726}, 1, name("keys-small"));

        ControlsPanel controls;
        controls.setScenarios(scenarios(), QStringLiteral("profile"));
        controls.setSelectedKey(QStringLiteral("profile:anya:followers"));
        grab(controls, {266, 926}, 1, name("controls"));
        controls.setBusy(ActionId::RestartRedis, true, QStringLiteral("restarting…"));
        controls.setBlocked(ActionId::CrashRedis, QStringLiteral("Redis restarts."));
        controls.setSelectedKey({});
        grab(controls, {266, 726}, 1, name("controls-small"));
        controls.setRestartReason(QStringLiteral(
            "These are your own servers. Tierlens restarts only servers it started itself."));
        grab(controls, {266, 926}, 1, name("controls-given"));

        TopBar top;
        top.setConnection(QStringLiteral("Sandbox"));
        top.setServers(store.servers());
        top.setMeasuredRate(398);
        for (const int width : {1600, 1280, 1024})
            grab(top, {width, 52}, 1, name(qPrintable(QStringLiteral("top%1").arg(width))));
        Store broken;
        append(broken,
            {change(Tier::Redis, ServerChange::State::Frozen, "7.0.15", 1s),
                change(Tier::Postgres, ServerChange::State::Lost, "15.3", 1s)},
            1s);
        top.setServers(broken.servers());
        top.setMeasuredRate(312);
        grab(top, {1280, 52}, 1, name("top-broken"));

        ImpactCard card;
        const Impact *latest = store.impacts().latest();
        card.setImpact(*latest, store.timings(), 60s);
        for (const int width : {900, 600, 420})
            grab(card, {width, card.heightForWidth(width)}, 1,
                name(qPrintable(QStringLiteral("impact%1").arg(width))));
        auto running = *latest;
        running.settled = false;
        running.rowsLost.reset();
        running.failed = 3;
        card.setImpact(running, store.timings(), 52s);
        grab(card, {900, card.heightForWidth(900)}, 1, name("impact-running"));
    }
}

// Time of our own on a core, so that a busy machine does not change the figures much.
template <typename Work> double cpuMs(Work work)
{
    const auto before = std::clock();
    work();
    return double(std::clock() - before) * 1e3 / CLOCKS_PER_SEC;
}

void measure(int count)
{
    Store store;
    std::mt19937 random(5);
    std::vector<Event> events;
    const char *kinds[] = {"profile:%1:followers", "feed:%1", "session:%1", "profile:%1"};
    const auto name
        = [&](int i) { return QString::fromLatin1(kinds[i % 4]).arg(i / 4).toStdString(); };
    for (int i = 0; i < count; ++i)
        events.push_back(fill(name(i), ValueType::String,
            std::chrono::milliseconds(60'000 + random() % 600'000), 1s));
    std::shuffle(events.begin(), events.end(), random);
    append(store, std::move(events), 2s);

    // Each half second some 200 keys go and come, and 200 are read.
    SinceStart now = 2s;
    const auto turn = [&] {
        std::vector<Event> some;
        for (int i = 0; i < 200; ++i) {
            const auto key = name(int(random() % unsigned(count)));
            if (i % 2)
                some.push_back(
                    {Origin::Demo, now, {}, KeyDrop{KeyDrop::Reason::Expired, prefixed(key), 1}});
            else
                some.push_back(fill(key, ValueType::String, 90s, now));
            some.push_back(
                request(Outcome::Hit, name(int(random() % unsigned(count))), now, 100us));
        }
        now += 500ms;
        append(store, std::move(some), now);
    };

    using Sort = KeyModel::Sort;
    std::printf("%d keys\n", count);
    KeyModel model(store.keys(), QStringLiteral("tierlens:"));
    for (const auto &[sort, text] :
        {std::pair{Sort::SoonestToExpire, "soonest"}, {Sort::Name, "name"},
            {Sort::MostHits, "hits"}, {Sort::Largest, "size"}, {Sort::Newest, "newest"}}) {
        const double chosen = cpuMs([&, sort = sort] { model.setSort(sort); });
        std::vector<double> syncs;
        for (int i = 0; i < 15; ++i) {
            turn();
            syncs.push_back(cpuMs([&] { model.sync(); }));
        }
        std::sort(syncs.begin(), syncs.end());
        std::printf(
            "  sort by %-8s chosen %7.2f ms   after 200 changes: median %7.2f, longest %7.2f ms\n",
            text, chosen, syncs[7], syncs.back());
    }
    for (const char *filter : {"profile:*:followers", "12", "zzz", ""}) {
        const double took = cpuMs([&] { model.setFilter(QString::fromLatin1(filter)); });
        std::printf("  filter \"%s\": %.2f ms, %d rows\n", filter, took, model.rowCount());
    }
    KeysPanel panel(store, QStringLiteral("tierlens:"));
    panel.resize(357, 926);
    panel.show();
    panel.refresh(now);
    QImage image(panel.size(), QImage::Format_ARGB32_Premultiplied);
    double paint = 0, refresh = 0;
    for (int i = 0; i < 20; ++i) {
        turn();
        refresh += cpuMs([&] { panel.refresh(now); }) / 20;
        QApplication::sendPostedEvents();
        paint += cpuMs([&] { panel.render(&image); }) / 20;
    }
    std::printf(
        "  panel: refresh with sync %.2f ms, paint of the whole panel %.2f ms\n", refresh, paint);
}
} // namespace

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    const auto arguments = application.arguments();
    if (const auto at = arguments.indexOf(QStringLiteral("--grab"));
        at > 0 && at + 1 < arguments.size()) {
        grabAll(application, arguments[at + 1]);
        return 0;
    }
    Theme::darkTheme().applyTo(application);
    measure(700);
    measure(200'000);
    return 0;
}
