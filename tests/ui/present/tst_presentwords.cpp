// SPDX-License-Identifier: GPL-3.0-or-later
// What presenter mode says, as pure functions of the store.
#include "core/durationtext.h"
#include "diagram/flowstyle.h"
#include "present/namecover.h"
#include "present/presentcaption.h"
#include "present/presentfigures.h"
#include "ui/diagram/flowexample.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;
using Condition = FlowFigures::Condition;
using State = ServerChange::State;

namespace {
QString first(const FlowFigures &figures, FlowText text) { return figures[text].variants.value(0); }

// Four good minutes, and then `seconds` of this.
struct Told : example::Filler
{
    Told() { fill(); }
    void traffic(Outcome outcome, int seconds, int rate = 100)
    {
        for (int i = 0; i < seconds * rate; ++i)
            ask(outcome, 0, 240s + 1000ms * i / rate);
        flush(240s + std::chrono::seconds(seconds));
    }
    void did(Action::Kind kind, Tier tier, std::uint64_t keys, const char *text)
    {
        push(240s, 0ns, Action{kind, tier, text, keys});
        flush(240s + 1ms);
    }
    QString caption(const TrafficSettings &traffic = {}) const
    {
        return presentCaption(store, traffic, impactToTell(store, store.timings().now()));
    }
};
} // namespace

class TestPresentWords : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aQuietPictureSaysWhatIsThere()
    {
        Told told;
        const auto figures = presentFigures(told.store, example::context(), nullptr);
        QVERIFY(figures.large);
        QCOMPARE(first(figures, FlowText::AppAbout), QStringLiteral("16 people looking"));
        QCOMPARE(first(figures, FlowText::TypicalLabel), QStringLiteral("typical answer just now"));
        QCOMPARE(first(figures, FlowText::Typical), QStringLiteral("0.10 ms"));
        QCOMPARE(first(figures, FlowText::QueriesLabel), QStringLiteral("rows"));
        QVERIFY(first(figures, FlowText::Keys).startsWith(QStringLiteral("612 ")));
        QVERIFY(first(figures, FlowText::Sentence).isEmpty());
        QVERIFY(first(figures, FlowText::DotNote).isEmpty());
    }

    void totalsAndWindowsSayWhatTheyAre()
    {
        Told told;
        const auto figures = presentFigures(told.store, example::context(), nullptr);
        QCOMPARE(first(figures, FlowText::HitRateLabel), QStringLiteral("hit rate, last 3 s"));
        QCOMPARE(first(figures, FlowText::HitsLabel), QStringLiteral("hits since the start"));
        QCOMPARE(first(figures, FlowText::MissesLabel), QStringLiteral("misses since the start"));
        QCOMPARE(first(figures, FlowText::AvoidedLabel),
            QStringLiteral("reads and writes since the start"));
    }

    // One second after Redis has forgotten everything, the seconds before it must not hide that.
    void whileItSettlesOnlyWhatCameSinceCounts()
    {
        Told told;
        told.traffic(Outcome::Hit, 1);
        told.push(241s, 0ns, Action{Action::Kind::Restart, Tier::Redis, "Redis restarted", 612});
        told.flush(241s + 1ms);
        for (int i = 0; i < 100; ++i)
            told.ask(i % 4 == 3 ? Outcome::Hit : Outcome::Miss, 0, 241s + 10ms * i);
        told.flush(242s);
        const auto *impact = impactToTell(told.store, 242s);
        QVERIFY(impact && impact->isOpen());
        QVERIFY(presentNow(told.store, nullptr).hitRate > 0.6);
        const auto now = presentNow(told.store, impact);
        QCOMPARE(now.since, PresentNow::Since::Impact);
        QCOMPARE(now.hitRate, 0.25);
        const auto figures = presentFigures(told.store, example::context(), impact, now);
        QCOMPARE(figures.hitRate, 0.25);
        QCOMPARE(
            first(figures, FlowText::HitRateLabel), QStringLiteral("hit rate since the restart"));
        QCOMPARE(first(figures, FlowText::TypicalLabel),
            QStringLiteral("typical answer since the restart"));
        QCOMPARE(first(figures, FlowText::Typical), durationText(impact->typical));
        QVERIFY(impact->typical > 10ms);
    }

    // What is said to be back above the bound is not shown below it.
    void onceSettledTheRingIsNotBelowTheVerdict()
    {
        Told told;
        told.server(240s, Tier::Redis, State::Up);
        told.server(240s, Tier::Postgres, State::Up);
        told.push(240s, 0ns, Action{Action::Kind::InvalidateAll, Tier::Redis, "x", 612});
        told.flush(240s + 1ms);
        bool judged = false;
        for (int i = 1; i < 80; ++i) {
            for (int n = 0; n < 10; ++n)
                told.ask(i < 20 ? Outcome::Miss : Outcome::Hit, 0, 240s + 100ms * i + 10ms * n);
            const SinceStart at = 240s + 100ms * (i + 1);
            told.flush(at);
            const auto *impact = impactToTell(told.store, at);
            QVERIFY(impact);
            if (impact->settled) {
                judged = true;
                QVERIFY(presentNow(told.store, impact).hitRate >= 0.9);
            }
        }
        QVERIFY(judged);
    }

    // What "settled" means is said with the figure it was judged by.
    void theCaptionSaysWhatWasWaitedFor()
    {
        Told told;
        told.did(Action::Kind::Restart, Tier::Redis, 612, "Redis restarted");
        told.push(240120ms, 0ns, ServerChange{Tier::Redis, State::Up, 1, "", {}, {}});
        told.traffic(Outcome::Hit, 5);
        const auto *impact = impactToTell(told.store, 245s);
        QVERIFY(impact && impact->settled);
        QVERIFY2(told.caption().contains(QStringLiteral("it answered 90 % of the questions again")),
            qPrintable(told.caption()));
    }

    // The same figures in the picture and in the words below it.
    void theCaptionTellsWhatThePictureShows()
    {
        Told told;
        const auto now = presentNow(told.store, nullptr);
        told.traffic(Outcome::Miss, 6);
        const auto figures = presentFigures(told.store, example::context(), nullptr, now);
        const auto said = presentCaption(told.store, {}, nullptr, now);
        QVERIFY(presentNow(told.store, nullptr).hitRate < now.hitRate);
        QVERIFY2(said.contains(first(figures, FlowText::HitRate)), qPrintable(said));
    }

    void afterARestartItSaysBeforeAndAfter()
    {
        Told told;
        told.did(Action::Kind::Restart, Tier::Redis, 612, "Redis restarted");
        told.server(240s, Tier::Redis, State::Stopping);
        told.push(240120ms, 0ns, ServerChange{Tier::Redis, State::Up, 1, "", {}, {}});
        told.push(242s, 0ns,
            ServerSample{0, RedisSample{1'000'000, 64'000'000, 7, 0, 0, 0, 0, 16, 1s, false}});
        told.push(242s, 0ns, TruthCheck{5, 0});
        told.traffic(Outcome::Miss, 3);
        const auto *impact = impactToTell(told.store, 243s);
        QVERIFY(impact);
        const auto figures = presentFigures(told.store, example::context(), impact);
        QCOMPARE(first(figures, FlowText::Hits), QStringLiteral("7"));
        QCOMPARE(first(figures, FlowText::HitsLabel), QStringLiteral("keys · was 612"));
        QCOMPARE(first(figures, FlowText::Misses), QStringLiteral("+ 300"));
        QCOMPARE(first(figures, FlowText::MissesLabel), QStringLiteral("misses since the restart"));
        QCOMPARE(first(figures, FlowText::Slowest), QStringLiteral("was 0.10 ms"));
        QCOMPARE(figures[FlowText::Typical].ink, FlowInk::Attention);
        QCOMPARE(first(figures, FlowText::QueriesLabel), QStringLiteral("rows, before and after"));
        QCOMPARE(first(figures, FlowText::AvoidedLabel), QStringLiteral("extra queries so far"));
        QVERIFY(first(figures, FlowText::RedisAbout).contains(QStringLiteral("back in 120 ms")));
        QVERIFY(first(figures, FlowText::PostgresAbout).contains(QStringLiteral("nothing lost")));
        QVERIFY(told.caption().startsWith(QStringLiteral("Redis came back with nothing.")));
    }

    void theRingKeepsItsPlaceBesideLongWords_data()
    {
        QTest::addColumn<QSize>("size");
        for (const QSize size : {QSize(1920, 620), {1600, 603}, {1280, 413}, {1280, 482}})
            QTest::addRow("%dx%d", size.width(), size.height()) << size;
    }
    void theRingKeepsItsPlaceBesideLongWords()
    {
        QFETCH(QSize, size);
        Told told;
        told.did(Action::Kind::Restart, Tier::Redis, 612, "Redis restarted");
        told.traffic(Outcome::Miss, 3);
        auto figures
            = presentFigures(told.store, example::context(), impactToTell(told.store, 243s));
        figures.redis = Condition::Up;
        const FlowLayout layout(
            size, FlowStyle(figures, FlowLayout::scaleFor(size, true)).extents(), false, true);
        QVERIFY(!layout.ring().isEmpty());
        QVERIFY(layout.place(FlowText::MissesLabel).isShown());
        QVERIFY(layout.place(FlowText::MissesLabel).rect.right() < layout.ring().left());
    }

    void rowsThatWereNotLookedForAreNotCalledSafe()
    {
        Told told;
        told.did(Action::Kind::Restart, Tier::Redis, 612, "Redis restarted");
        told.traffic(Outcome::Miss, 2);
        const auto figures
            = presentFigures(told.store, example::context(), impactToTell(told.store, 242s));
        QCOMPARE(first(figures, FlowText::QueriesLabel), QStringLiteral("rows"));
        QVERIFY(!first(figures, FlowText::PostgresAbout).contains(QStringLiteral("lost")));
    }

    void whatWasBeforeIsFromBefore()
    {
        Told told;
        told.traffic(Outcome::Miss, 5);
        QCOMPARE(
            durationText(*typicalBefore(told.store.timings(), 240s)), QStringLiteral("0.10 ms"));
        QVERIFY(*typicalBefore(told.store.timings(), 250s) > 10ms);
        QVERIFY(!typicalBefore(told.store.timings(), 500ms)); // nothing had been asked
    }

    void theCaptionFitsTheMoment()
    {
        Told hits;
        hits.traffic(Outcome::Hit, 4);
        QVERIFY2(hits.caption().startsWith(QStringLiteral("Redis remembers all that is asked")),
            qPrintable(hits.caption()));

        Told cold;
        cold.traffic(Outcome::Miss, 4);
        QVERIFY2(cold.caption().startsWith(QStringLiteral("Redis knows only 0 %"))
                || cold.caption().startsWith(QStringLiteral("Redis knows only 0.0 %")),
            qPrintable(cold.caption()));

        Told down;
        down.server(240s, Tier::Redis, State::Lost, "10.0.0.7 refused");
        down.traffic(Outcome::Bypass, 4);
        QVERIFY2(
            down.caption().startsWith(QStringLiteral("Redis is down")), qPrintable(down.caption()));
        QVERIFY(down.caption().contains(QStringLiteral("nobody goes without")));

        Told dark;
        dark.server(240s, Tier::Postgres, State::Lost);
        dark.traffic(Outcome::Failed, 4);
        QVERIFY(dark.caption().startsWith(QStringLiteral("Postgres is away")));

        Told off;
        off.traffic(Outcome::Bypass, 4);
        TrafficSettings settings;
        settings.cache = false;
        QVERIFY2(off.caption(settings).startsWith(QStringLiteral("Without its short-term memory")),
            qPrintable(off.caption(settings)));

        settings = {};
        settings.running = false;
        QVERIFY(hits.caption(settings).startsWith(QStringLiteral("Nobody asks now")));
        QCOMPARE(
            presentCaption(Store(), {}, nullptr), QStringLiteral("Nothing has been asked yet."));
    }

    void aWriteTellsWhatThePolicyDid()
    {
        Told told;
        told.did(Action::Kind::Write, Tier::Postgres, 0, "1 follower added");
        told.traffic(Outcome::Hit, 1);
        QVERIFY(told.caption().contains(QStringLiteral("thrown away")));
        TrafficSettings settings;
        settings.invalidateOnWrite = false;
        QVERIFY(told.caption(settings).contains(QStringLiteral("until it expires")));
    }

    void whatServersSayIsNotRepeated()
    {
        Told told;
        told.server(240s, Tier::Redis, State::Lost, "cache.secret.example refused", "by anna");
        told.server(240s, Tier::Postgres, State::Frozen, "db.secret.example is silent", "anna");
        told.traffic(Outcome::Failed, 1);
        const auto figures = presentFigures(told.store, example::context(), nullptr);
        QCOMPARE(figures.redis, Condition::Down);
        for (const auto &line : figures.lines) {
            const auto all = line.variants.join(QLatin1Char(' ')) + line.tip;
            QVERIFY2(!all.contains(QStringLiteral("secret")), qPrintable(all));
            QVERIFY2(!all.contains(QStringLiteral("anna")), qPrintable(all));
        }
        QVERIFY(!told.caption().contains(QStringLiteral("secret")));
    }

    void namesAreFoundInAddressesAndCovered()
    {
        const auto names = NameCover::namesIn(
            QStringLiteral("postgresql://anna@db.example.com:5432/shop?application_name=x"));
        QVERIFY(names.contains(QStringLiteral("anna")));
        QVERIFY(names.contains(QStringLiteral("db.example.com")));
        QVERIFY(names.contains(QStringLiteral("shop")));
        QVERIFY(!names.contains(QStringLiteral("5432")));
        const NameCover cover(names
            + NameCover::namesIn(QStringLiteral("host=/srv/pg user='otto' dbname=books port=7")));
        QCOMPARE(
            cover.cover(QStringLiteral("anna at db.example.com:5432 and 10.1.2.3, not hannah")),
            QStringLiteral("••• at •••:5432 and •••, not hannah"));
        QCOMPARE(cover.cover(QStringLiteral("Otto reads books; Redis and Postgres stay")),
            QStringLiteral("••• reads •••; Redis and Postgres stay"));
    }
};

QTEST_MAIN(TestPresentWords)
#include "tst_presentwords.moc"
