// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/durationtext.h"
#include "models/keymodel.h"
#include "models/keytext.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <random>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
const auto Prefix = QStringLiteral("tierlens:");

struct Fill
{
    std::string name;
    Duration ttl = 30s;
    SinceStart at{};
    std::uint32_t size = 10;
    std::uint64_t version = 1;
    ValueType type = ValueType::String;
};

// The table learns of a key as it does in earnest: from a request that filled it.
void fill(HeldKeys &table, const Fill &what)
{
    Request request;
    request.outcome = Outcome::Miss;
    request.key = "tierlens:" + what.name;
    request.value = "511204";
    request.valueSize = what.size;
    request.version = request.truth = what.version;
    request.ttl = what.ttl;
    request.type = what.type;
    request.stepCount = 1;
    request.steps[0].kind = StepKind::CacheWrite;
    table.apply(request, what.at);
}

void hit(HeldKeys &table, const std::string &name, int times)
{
    Request request;
    request.key = "tierlens:" + name;
    request.value = "511204";
    request.valueSize = 10;
    request.version = request.truth = 1;
    request.stepCount = 1;
    request.steps[0].kind = StepKind::CacheRead;
    request.steps[0].result = StepResult::Hit;
    for (int i = 0; i < times; ++i)
        table.apply(request, 1s);
}

void drop(HeldKeys &table, const std::string &name)
{
    table.apply(KeyDrop{KeyDrop::Reason::Invalidated, "tierlens:" + name, 1});
}

QStringList names(const KeyModel &model)
{
    QStringList list;
    for (int row = 0; row < model.rowCount(); ++row)
        list << model.index(row).data().toString();
    return list;
}

QString words(const char *text) { return QString::fromLatin1(text); }
QString plain(QString text) { return text.replace(QChar(0x202f), QLatin1Char(' ')); }
constexpr auto Fatal = QAbstractItemModelTester::FailureReportingMode::Fatal;
} // namespace

class TestKeyModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void listsWhatTheTableHolds()
    {
        HeldKeys table;
        fill(table, {"feed:anya"});
        KeyModel model(table, Prefix);
        QAbstractItemModelTester tester(&model, Fatal);
        QCOMPARE(names(model), QStringList{words("feed:anya")}); // without the prefix
        QCOMPARE(model.index(0).data(KeyModel::KeyRole).toString(), words("tierlens:feed:anya"));
        QVERIFY(!model.isOutdated());

        fill(table, {"profile:leo"});
        QVERIFY(model.isOutdated());
        QCOMPARE(model.rowCount(), 1); // nothing moves before sync()
        model.sync();
        QCOMPARE(model.rowCount(), 2);
        QVERIFY(!model.isOutdated());
    }

    void sorts_data()
    {
        QTest::addColumn<int>("sort");
        QTest::addColumn<QString>("order");
        using S = KeyModel::Sort;
        QTest::newRow("soonest") << int(S::SoonestToExpire) << words("b d a c online");
        QTest::newRow("name") << int(S::Name) << words("a b c d online");
        QTest::newRow("hits") << int(S::MostHits) << words("c a b d online");
        QTest::newRow("size") << int(S::Largest) << words("d a b c online");
        QTest::newRow("newest") << int(S::Newest) << words("online d a c b");
    }
    void sorts()
    {
        QFETCH(int, sort);
        QFETCH(QString, order);
        HeldKeys table;
        fill(table, {"a", 30s, 3s});
        fill(table, {"b", 5s, 1s});
        fill(table, {"c", 300s, 2s});
        fill(table, {"d", 20s, 4s, 4096});
        fill(table, {"online", 0s, 5s, 3});
        hit(table, "c", 9);
        hit(table, "a", 2);
        KeyModel model(table, Prefix);
        QAbstractItemModelTester tester(&model, Fatal);
        model.setSort(static_cast<KeyModel::Sort>(sort));
        QCOMPARE(names(model).join(QLatin1Char(' ')), order);
    }

    void sortsManyLikeStdSort()
    {
        HeldKeys table;
        std::mt19937 random(3);
        std::vector<std::string> expected;
        for (int i = 0; i < 30'000; ++i) {
            // Many share their first 16 bytes, so that the rest has to decide as well.
            const auto name = "profile:user-000" + std::to_string(random() % 1'000'000);
            if (!table.find("tierlens:" + name))
                expected.push_back(name);
            fill(table, {name, std::chrono::milliseconds(1 + random() % 100'000)});
        }
        KeyModel model(table, Prefix);
        model.setSort(KeyModel::Sort::Name);
        std::sort(expected.begin(), expected.end());
        QCOMPARE(model.rowCount(), static_cast<int>(expected.size()));
        for (int row = 0; row < model.rowCount(); ++row)
            QCOMPARE(std::string(model.keyAt(row)),
                "tierlens:" + expected[static_cast<std::size_t>(row)]);
        model.setSort(KeyModel::Sort::SoonestToExpire);
        for (int row = 1; row < model.rowCount(); ++row)
            QVERIFY(model.liveAt(row - 1)->expiresAt <= model.liveAt(row)->expiresAt);
    }

    void filters_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("shown");
        QTest::newRow("none") << QString() << words("profile:anya feed:anya feed:raj");
        QTest::newRow("part of the name") << words("anya") << words("profile:anya feed:anya");
        QTest::newRow("part, other case") << words("ANY") << words("profile:anya feed:anya");
        QTest::newRow("glob") << words("feed:*") << words("feed:anya feed:raj");
        QTest::newRow("glob is anchored") << words("eed:*") << QString();
        QTest::newRow("glob in the middle") << words("*e:a*") << words("profile:anya");
        QTest::newRow("one sign") << words("feed:ra?") << words("feed:raj");
        QTest::newRow("set") << words("feed:[a-c]*") << words("feed:anya");
        QTest::newRow("negated set") << words("feed:[^a]*") << words("feed:raj");
        QTest::newRow("with the prefix") << words("tierlens:feed:*") << words("feed:anya feed:raj");
        QTest::newRow("nothing") << words("cart") << QString();
        QTest::newRow("unfinished set") << words("feed:[a") << QString();
        QTest::newRow("spaces around") << words(" raj ") << words("feed:raj");
    }
    void filters()
    {
        QFETCH(QString, filter);
        QFETCH(QString, shown);
        HeldKeys table;
        fill(table, {"profile:anya", 10s});
        fill(table, {"feed:anya", 20s});
        fill(table, {"feed:raj", 30s});
        KeyModel model(table, Prefix);
        QAbstractItemModelTester tester(&model, Fatal);
        model.setFilter(filter);
        QCOMPARE(names(model).join(QLatin1Char(' ')), shown);
        fill(table, {"feed:raj2", 40s});
        model.sync();
        const bool matchesNew = KeyModel::matches(filter.trimmed().toStdString(), "feed:raj2")
            || filter.startsWith(Prefix);
        QCOMPARE(names(model).contains(words("feed:raj2")), matchesNew);
    }

    void globs_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("match");
        QTest::newRow("backtracking") << words("*ab*abc") << words("xabyababc") << true;
        QTest::newRow("star at the end") << words("a*") << words("a") << true;
        QTest::newRow("too short") << words("a?") << words("a") << false;
        QTest::newRow("escaped star") << words("a\\**") << words("a*b") << true;
        QTest::newRow("escaped star does not match") << words("a\\**") << words("abb") << false;
        QTest::newRow("bracket at the end") << words("a[") << words("ab") << false;
        QTest::newRow("many stars")
            << words("*a*a*a*a*b") << QString(200, QLatin1Char('a')) << false;
    }
    void globs()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, text);
        QTEST(KeyModel::matches(pattern.toStdString(), text.toStdString()), "match");
    }

    void aPersistentIndexFollowsItsKey()
    {
        HeldKeys table;
        for (int i = 0; i < 50; ++i)
            fill(table, {"k" + std::to_string(i), std::chrono::seconds(10 + i)});
        KeyModel model(table, Prefix);
        QAbstractItemModelTester tester(&model, Fatal);
        const QPersistentModelIndex followed = model.index(20);
        const QPersistentModelIndex doomed = model.index(30);
        QCOMPARE(followed.data().toString(), words("k20"));

        fill(table, {"k20", 1s}); // to the top
        drop(table, "k30");
        drop(table, "k0");
        fill(table, {"new", 500s});
        model.sync();
        QCOMPARE(model.rowCount(), 49);
        QCOMPARE(followed.row(), 0);
        QCOMPARE(followed.data().toString(), words("k20"));
        QVERIFY(!doomed.isValid());
        QCOMPARE(model.rowOf("tierlens:k20"), 0);
        QCOMPARE(model.rowOf("tierlens:k30"), -1);
    }

    void anyChangeKeepsTheModelInOrder()
    {
        HeldKeys table;
        KeyModel model(table, Prefix);
        QAbstractItemModelTester tester(&model, Fatal);
        std::mt19937 random(11);
        SinceStart now{};
        for (int round = 0; round < 200; ++round) {
            now += 500ms;
            for (int i = 0; i < 20; ++i) {
                const auto name = "k" + std::to_string(random() % 200);
                if (random() % 3 == 0)
                    drop(table, name);
                else
                    fill(table, {name, std::chrono::seconds(1 + random() % 20), now});
            }
            table.expire(now);
            if (round % 17 == 0)
                model.setSort(static_cast<KeyModel::Sort>(random() % 5));
            if (round % 23 == 0)
                model.setFilter(round % 2 == 0 ? words("k1") : QString());
            model.sync();
            int expected = 0;
            for (const HeldKey &row : table.rows())
                expected += KeyModel::matches(model.filter().toStdString(), row.key.substr(9));
            QCOMPARE(model.rowCount(), expected);
            const auto all = names(model);
            QCOMPARE(static_cast<int>(QSet<QString>(all.begin(), all.end()).size()), expected);
        }
    }

    void aRowStandsForItsKeyBetweenTwoSyncs()
    {
        HeldKeys table;
        fill(table, {"a", 10s});
        fill(table, {"b", 20s});
        fill(table, {"c", 30s});
        KeyModel model(table, Prefix);
        drop(table, "a"); // c moves into its place in the table
        QCOMPARE(names(model).join(QLatin1Char(' ')), words("a b c"));
        QVERIFY(!model.liveAt(0));
        QVERIFY(model.index(0).data(KeyModel::GoneRole).toBool());
        QCOMPARE(model.index(0).data(KeyModel::NoteRole).toString(), words("gone from Redis"));
        QCOMPARE(model.liveAt(2)->key, std::string("tierlens:c"));
        QCOMPARE(model.rowOf("tierlens:a"), 0); // still listed
        QCOMPARE(model.rowOf("tierlens:c"), 2);

        fill(table, {"a", 15s, 5s}); // and comes back with another answer
        QCOMPARE(model.liveAt(0)->expiresAt, std::optional<SinceStart>(20s));
        model.sync();
        QCOMPARE(model.rowCount(), 3);
    }

    void countdown_data()
    {
        QTest::addColumn<int>("ttlMs");
        QTest::addColumn<int>("nowMs");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("tone");
        QTest::addColumn<double>("share");
        using T = KeyText::Tone;
        QTest::newRow("full") << 30'000 << 0 << words("30.0 s") << int(T::Good) << 1.0;
        QTest::newRow("draining") << 30'000 << 18'400 << words("11.6 s") << int(T::Good)
                                  << 11.6 / 30;
        QTest::newRow("soon") << 30'000 << 25'900 << words("4.1 s") << int(T::Soon) << 4.1 / 30;
        QTest::newRow("tenth") << 600'000 << 545'000 << words("55.0 s") << int(T::Soon)
                               << 55.0 / 600;
        QTest::newRow("urgent") << 30'000 << 29'200 << words("0.8 s") << int(T::Urgent) << 0.8 / 30;
        QTest::newRow("minutes") << 600'000 << 188'000 << words("6:52") << int(T::Good)
                                 << 412.0 / 600;
        QTest::newRow("over") << 30'000 << 31'000 << words("0.0 s") << int(T::Urgent) << 0.0;
    }
    void countdown()
    {
        QFETCH(int, ttlMs);
        QFETCH(int, nowMs);
        HeldKeys table;
        fill(table, {"a", std::chrono::milliseconds(ttlMs)});
        KeyModel model(table, Prefix);
        model.setNow(std::chrono::milliseconds(nowMs));
        QTEST(model.index(0).data(KeyModel::TtlRole).toString(), "text");
        QTEST(int(KeyText::ttlTone(model.liveAt(0), model.now())), "tone");
        QTEST(KeyText::share(model.liveAt(0), model.now()), "share");
    }

    void staleSaysWhatPostgresHas()
    {
        HeldKeys table;
        fill(table, {"count"});
        KeyModel model(table, Prefix);
        table.apply(TruthChange{"tierlens:count", 2, "511205"}, 5s);
        model.setNow(6s);
        const auto note = KeyText::note(model.liveAt(0), 6s, false);
        QCOMPARE(plain(note.text), words("stale: Postgres has 511 205"));
        QCOMPARE(note.tone, KeyText::Tone::Urgent);
        QVERIFY(model.index(0).data(Qt::AccessibleTextRole).toString().contains(words("stale")));
        // A newer fill puts it right.
        fill(table, {"count", 30s, 10s, 10, 2});
        QCOMPARE(KeyText::note(model.liveAt(0), 20s, false).text, QString());
        // A version without its value is still stale.
        table.apply(TruthChange{"tierlens:count", 3, {}}, 21s);
        QCOMPARE(KeyText::note(model.liveAt(0), 22s, false).text,
            words("stale: Postgres has a newer one"));
        table.apply(TruthChange{"tierlens:count", 4, "new caption"}, 21s);
        QCOMPARE(KeyText::note(model.liveAt(0), 22s, false).text,
            words("stale: Postgres has new caption"));
    }

    void justFilledForTwoSeconds()
    {
        HeldKeys table;
        fill(table, {"a", 30s, 10s});
        KeyModel model(table, Prefix);
        QCOMPARE(KeyText::note(model.liveAt(0), 11'900ms, false).text, words("just filled"));
        QCOMPARE(KeyText::note(model.liveAt(0), 12s, false).text, QString());
    }

    void withoutExpiry()
    {
        HeldKeys table;
        fill(table, {"online", 0s, 0s, 3, 0, ValueType::SortedSet});
        hit(table, "stranger", 1); // filled by somebody else: we do not know
        KeyModel model(table, Prefix);
        const HeldKey *online = table.find("tierlens:online");
        QCOMPARE(KeyText::ttlText(online, 9s), words("no expiry"));
        QCOMPARE(KeyText::share(online, 9s), -1.0);
        QCOMPARE(KeyText::note(online, 9s, false).text, words("lost if Redis restarts"));
        QCOMPARE(KeyText::note(online, 9s, true).text, QString()); // Redis writes to disk
        QCOMPARE(KeyText::typeText(online->type), words("zset"));
        const HeldKey *stranger = table.find("tierlens:stranger");
        QCOMPARE(KeyText::ttlText(stranger, 9s), words("expiry not known"));
        QCOMPARE(KeyText::note(stranger, 9s, false).text, QString());
    }

    void bytesThatAreNoTextAreShownHarmlessly()
    {
        HeldKeys table;
        fill(table, {std::string("a\x01\xff\nb")});
        KeyModel model(table, Prefix);
        const auto text = model.index(0).data().toString();
        QVERIFY(text.startsWith(QLatin1Char('a')) && text.endsWith(QLatin1Char('b')));
        QVERIFY(std::all_of(text.begin(), text.end(), [](QChar c) { return c.isPrint(); }));
    }
};

QTEST_APPLESS_MAIN(TestKeyModel)
#include "tst_keymodel.moc"
