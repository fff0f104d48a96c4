// SPDX-License-Identifier: GPL-3.0-or-later
// What the bottom panel costs, and how it looks.
//
//   bench_bottompanel                 prints the cost of refresh and paint of each tab in ms
//   bench_bottompanel --grab FOLDER   writes pictures of every tab, dark and light
//
// The store is a real one, filled through the queue with 90 s of made-up traffic in which Redis is
// restarted; nothing here is a measurement of a server.
#include "core/eventqueue.h"
#include "core/statements.h"
#include "details/bottompanel.h"
#include "store/store.h"
#include "theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QPainter>
#include <QTableView>
#include <QTest>
#include <QVBoxLayout>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
class Traffic
{
public:
    Traffic(EventQueue &queue, Statements &statements)
        : m_queue(queue)
        , m_lane(queue.addLane())
        , m_count(statements.add("SELECT count(*) FROM follows WHERE followee = $1"))
        , m_profile(statements.add("SELECT name, about, version FROM accounts WHERE name = $1"))
        , m_feed(
              statements.add("SELECT p.id, p.caption, p.created\n  FROM photos p JOIN follows f ON "
                             "f.followee = p.account\n WHERE f.follower = $1\n ORDER BY p.created "
                             "DESC LIMIT 20"))
        , m_session(statements.add("SELECT token, seen FROM sessions WHERE id = $1"))
        , m_write(statements.add(
              "INSERT INTO follows (follower, followee) VALUES ($1, $2) ON CONFLICT DO NOTHING"))
    { }

    // One tick of about 33 ms at `rate` requests a second.
    void play(Store &store, SinceStart now, double rate)
    {
        const int count = std::poisson_distribution<int>(rate / 30)(m_random);
        for (int i = 0; i < count; ++i)
            m_lane->push(request(now - Duration{m_random() % 33'000'000}));
        if (now >= 1s && now < 1s + 40ms)
            say(now, ServerChange{Tier::Redis, ServerChange::State::Up, 0, "7.0.15", {}, {}});
        if (now >= 1s && now < 1s + 40ms)
            say(now, ServerChange{Tier::Postgres, ServerChange::State::Up, 0, "15.3", {}, {}});
        if (now >= 20s && now < 20s + 34ms)
            say(now, Progress{"seed", "Seeding follows: 1 200 000 of 2 000 000 rows", 0.6, false});
        if (now >= 52s && now < 52s + 34ms) {
            say(now, Action{Action::Kind::Restart, Tier::Redis, "Redis restarted", 612});
            say(now,
                ServerChange{Tier::Redis, ServerChange::State::Lost, 0, {},
                    "Redis closed the connection.", "Connection reset by peer"});
            say(now + 180ms,
                ServerChange{Tier::Redis, ServerChange::State::Up, 1, "7.0.15", {}, {}});
            m_cold = now;
        }
        if (now >= 70s && now < 70s + 34ms)
            say(now,
                Action{Action::Kind::InvalidatePattern, Tier::Redis, "profile:* invalidated", 0});
        if (now >= 70s && now < 70s + 34ms)
            say(now, KeyDrop{KeyDrop::Reason::Invalidated, {}, 418});
        if (now >= 71s && now < 71s + 34ms)
            say(now, Action{Action::Kind::Policy, Tier::Redis, "time to live 30 s → 10 s", 0});
        if (now >= 55s && now < 55s + 34ms)
            say(now, TruthCheck{1391, 0});
        if (now >= 80s && now < 80s + 34ms)
            say(now,
                Note{Note::Level::Warning, "Redis refuses to write.",
                    "MISCONF Redis is configured to save RDB snapshots"});
        store.append(m_queue.drain(), now);
    }

private:
    template <typename T> void say(SinceStart at, T what)
    {
        m_queue.control().push({Origin::Demo, at, 0ns, std::move(what)});
    }
    Duration around(double ms, double spread = 0.25)
    {
        std::lognormal_distribution<double> value(std::log(ms), spread);
        return Duration{static_cast<Duration::rep>(value(m_random) * 1e6)};
    }
    Event request(SinceStart at)
    {
        static const char *const names[] = {"anya", "ivo", "mei", "raj", "leo"};
        static const char *const keys[] = {"tierlens:profile:%s:followers", "tierlens:profile:%s",
            "tierlens:feed:%s", "tierlens:session:%s"};
        Request r;
        r.id = RequestId(++m_number);
        r.operation = static_cast<std::uint8_t>(m_random() % 4);
        char key[64];
        std::snprintf(key, sizeof key, keys[r.operation], names[m_random() % 5]);
        r.key = key;
        r.value = r.operation == 0 ? "511204" : "Anya, photographer in Lisbon";
        r.type = r.operation == 2 ? ValueType::List : ValueType::String;
        r.ttl = 30s;
        const double warm = m_cold > 0ns
            ? std::min(1.0, 1 - std::exp(-double((at - m_cold).count()) / 4e9))
            : 1.0;
        const auto dice = double(m_random() % 10'000) / 10'000;
        Duration total{};
        const auto step = [&](StepKind kind, StepResult result, StatementId statement,
                              std::uint32_t size, Duration took) {
            r.steps[r.stepCount++] = {kind, result, 0, statement, size, total, took};
            total += took + 4us;
        };
        const StatementId statements[] = {m_count, m_profile, m_feed, m_session};
        const double costs[] = {41, 0.35, 6.5, 0.3};
        if (dice < 0.03) {
            r.outcome = Outcome::Write;
            step(StepKind::TruthWrite, StepResult::Ok, m_write, 1, around(1.9));
            step(StepKind::CacheDrop, StepResult::Ok, StatementId::None, 0, around(0.09));
            r.invalidated = true;
        } else if (dice < 0.03 + 0.93 * warm) {
            r.outcome = Outcome::Hit;
            r.stale = m_random() % 90 == 0;
            r.staleFor = 1400ms;
            step(StepKind::CacheRead, StepResult::Hit, StatementId::None, 6, around(0.1, 0.45));
        } else if (m_random() % 5 == 0) {
            r.outcome = Outcome::Coalesced;
            step(StepKind::CacheRead, StepResult::Miss, StatementId::None, 0, around(0.1));
            step(StepKind::Wait, StepResult::Ok, StatementId::None, 0,
                around(costs[r.operation] / 2));
        } else {
            r.outcome = Outcome::Miss;
            step(StepKind::CacheRead, StepResult::Miss, StatementId::None, 0, around(0.1));
            step(StepKind::Query, StepResult::Ok, statements[r.operation], 1,
                around(costs[r.operation]));
            step(StepKind::CacheWrite, StepResult::Ok, StatementId::None, 6, around(0.12));
        }
        if (m_random() % 900 == 0) {
            r.outcome = Outcome::Failed;
            r.steps[0].result = StepResult::Unanswered;
        }
        return {Origin::Demo, at, total, r};
    }

    EventQueue &m_queue;
    std::shared_ptr<EventQueue::Lane> m_lane;
    StatementId m_count, m_profile, m_feed, m_session, m_write;
    std::mt19937 m_random{7};
    std::uint64_t m_number = 0;
    SinceStart m_cold{};
};

struct Scene
{
    EventQueue queue{100'000};
    Statements statements;
    Store store;
    Traffic traffic{queue, statements};
    SinceStart now{};
    QWidget window;
    BottomPanel *panel = nullptr;

    explicit Scene(QSize size)
    {
        auto *layout = new QVBoxLayout(&window);
        layout->setContentsMargins(8, 8, 8, 8);
        panel = new BottomPanel(store, statements,
            {QStringLiteral("follower count"), QStringLiteral("profile"), QStringLiteral("feed"),
                QStringLiteral("session")},
            QStringLiteral("tierlens:"), &window);
        layout->addWidget(panel);
        window.resize(size + QSize(16, 16));
    }
    void playUntil(SinceStart end, double rate)
    {
        for (; now < end; now += 33ms)
            traffic.play(store, now, rate);
        panel->refresh(now);
    }
};

void grab(QWidget &widget, const QString &file)
{
    QTest::qWait(30);
    widget.grab().save(file);
    std::printf("%s\n", qPrintable(file));
}

void pictures(QApplication &application, const QString &folder)
{
    QDir().mkpath(folder);
    const auto name = [&folder](const char *what) {
        return folder + QLatin1Char('/') + QLatin1String(what)
            + (theme().dark ? QLatin1String("-dark.png") : QLatin1String("-light.png"));
    };
    for (const Theme *look : {&Theme::darkTheme(), &Theme::lightTheme()}) {
        look->applyTo(application);
        Scene scene({930, 485});
        scene.window.show();
        scene.panel->refresh(0ns);
        grab(scene.window, name("empty"));
        scene.playUntil(89500ms, 400);
        grab(scene.window, name("timings"));
        auto *requests = scene.window.findChild<QTableView *>(QStringLiteral("requests"));
        scene.panel->open(BottomPanel::Requests);
        grab(scene.window, name("requests"));
        for (int row = 0; row < requests->model()->rowCount(); ++row) {
            if (requests->model()->index(row, 1).data().toString().endsWith(
                    QLatin1String("miss"))) {
                requests->selectRow(row);
                break;
            }
        }
        scene.playUntil(93s, 400);
        grab(scene.window, name("selected"));
        scene.panel->open(BottomPanel::Queries);
        grab(scene.window, name("queries"));
        scene.panel->open(BottomPanel::Events);
        grab(scene.window, name("events"));
        scene.panel->open(BottomPanel::Timings);
        scene.window.resize(716, 436);
        grab(scene.window, name("small"));
        auto *chart = scene.window.findChild<QWidget *>(QStringLiteral("answerTime"));
        QTest::mouseMove(chart, QPoint(chart->width() / 2, chart->height() / 2));
        grab(scene.window, name("crosshair"));
        scene.playUntil(400s, 400);
        scene.panel->setSpan(5min);
        scene.window.resize(946, 501);
        grab(scene.window, name("minutes"));
    }
}

// Real paints: what changed goes through the backing store of the offscreen window.
void measure(QApplication &application)
{
    Theme::darkTheme().applyTo(application);
    Scene scene({930, 485});
    scene.window.show();
    if (!QTest::qWaitForWindowExposed(&scene.window))
        std::printf("The window did not appear.\n");
    scene.playUntil(90s, 400);
    const std::pair<const char *, BottomPanel::Tab> tabs[]
        = {{"timings", BottomPanel::Timings}, {"requests", BottomPanel::Requests},
            {"queries", BottomPanel::Queries}, {"events", BottomPanel::Events}};
    const auto report = [](const char *what, std::vector<double> refreshes,
                            std::vector<double> times) {
        std::sort(times.begin(), times.end());
        std::sort(refreshes.begin(), refreshes.end());
        if (times.empty())
            return;
        std::printf("%-24s median %6.2f ms (refresh alone %.2f)  p90 %6.2f ms  longest %6.2f ms\n",
            what, times[times.size() / 2], refreshes[refreshes.size() / 2],
            times[times.size() * 9 / 10], times.back());
    };
    const auto run = [&](const char *what, double rate) {
        std::vector<double> refreshes, both;
        double sum = 0;
        const auto from = scene.now;
        for (int i = 0; i < 40; ++i) {
            for (int tick = 0; tick < 8; ++tick, scene.now += 33ms) {
                scene.traffic.play(scene.store, scene.now, rate);
                // Time of the processor, not of the clock on the wall: others use it too.
                const auto begin = std::clock();
                const auto since
                    = [begin] { return double(std::clock() - begin) * 1e3 / CLOCKS_PER_SEC; };
                scene.panel->refresh(scene.now);
                const double refreshed = since();
                QApplication::sendPostedEvents();
                QApplication::processEvents(); // paints; here waiting does not matter
                const double painted = since();
                sum += painted;
                if (painted > 0.5) { // a tick in which something was shown
                    refreshes.push_back(refreshed);
                    both.push_back(painted);
                }
            }
        }
        report(what, refreshes, both);
        std::printf("%-24s %.2f %% of a core\n", "",
            sum / 1e3 / (double((scene.now - from).count()) / 1e9) * 100);
    };
    for (const auto &[what, tab] : tabs) {
        scene.panel->open(tab);
        run(what, 400);
    }
    scene.panel->open(BottomPanel::Requests);
    run("requests at 20 000/s", 20'000);
    scene.panel->open(BottomPanel::Timings);
    scene.panel->setSpan(15min);
    scene.playUntil(scene.now + 900s, 400);
    run("timings over 15 min", 400);
}
} // namespace

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    const auto arguments = QApplication::arguments();
    if (arguments.size() == 3 && arguments[1] == QLatin1String("--grab"))
        pictures(application, arguments[2]);
    else
        measure(application);
    return 0;
}
