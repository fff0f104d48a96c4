// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/questions.h"
#include "store/savings.h"
#include "support/smallworld.h"
#include "worlds/assistant.h"

#include <QTest>

#include <algorithm>
#include <thread>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

// The world of the AI assistant, small, on real servers.
class TestAssistant : public QObject
{
    Q_OBJECT
    SmallWorld world; // its servers; the social profile in them is not asked
    static AssistantSize smallWorld()
    {
        AssistantSize size;
        size.documents = 3000;
        size.topics = 60;
        size.customers = 100;
        return size;
    }
    static constexpr RateLimit Few{10, 1500ms}, Plenty{1'000'000, 60s};
    Assistant assistant{smallWorld(), Plenty};

    std::int64_t ask(const std::string &sql)
    {
        const auto rows = world.owner->run(sql);
        return rows ? rows->number(0, 0) : -1;
    }
    std::int64_t historyRows() { return ask("SELECT count(*) FROM tierlens_assistant.history"); }
    std::string checksum()
    {
        std::string all;
        for (const char *table : {"documents", "customers", "topics", "history"}) {
            const auto sum
                = world.owner->run(std::string("SELECT sum(hashtextextended(t::text, 0)) FROM "
                                               "tierlens_assistant.")
                    + table + " t");
            all += std::string(sum->text(0, 0)) + ' ';
        }
        return all;
    }
    static RequestCounts countsOf(const std::vector<Request> &requests)
    {
        RequestCounts counts;
        for (const auto &request : requests)
            counts.add(request, 1ms);
        return counts;
    }
    static std::string field(const CachedValue &value, std::string_view name)
    {
        for (std::size_t i = 0; i + 1 < value.parts.size(); i += 2) {
            if (value.parts[i] == name)
                return value.parts[i + 1];
        }
        return {};
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(world.start());
        QVERIFY(assistant.prepare(world.ownerOptions(), {}, {}));
    }

    void init()
    {
        QVERIFY(world.flush());
        world.requests();
        world.policies.cache = true;
        world.policies.invalidateOnWrite = true;
        world.policies.ttlMs = 30'000;
    }

    void theSameSeedMakesTheSameRows()
    {
        const auto seedAndSum = [this](std::int64_t seed) {
            auto size = smallWorld();
            size.seed = seed;
            Assistant other(size);
            if (!world.owner->run("DROP SCHEMA tierlens_assistant CASCADE"))
                return std::string();
            return other.prepare(world.ownerOptions(), {}, {}) ? checksum() : std::string();
        };
        const auto one = seedAndSum(1), two = seedAndSum(2), oneAgain = seedAndSum(1);
        QVERIFY(!one.empty());
        QCOMPARE(oneAgain, one);
        QVERIFY(two != one);
        QCOMPARE(ask("SELECT count(*) FROM tierlens_assistant.documents"), 3000);
        QCOMPARE(ask("SELECT count(DISTINCT name) FROM tierlens_assistant.customers"), 100);
        QCOMPARE(ask("SELECT count(DISTINCT (action, object)) FROM tierlens_assistant.topics"), 60);
        QVERIFY(*assistant.isPrepared(*world.owner));
    }

    void theSearchUsesTheIndexAndRanks()
    {
        const auto plan = assistant.answerPlan("How do I reset my password?");
        // In a table this small a scan is as good; the real one has many times as many.
        QVERIFY(world.owner->run("SET enable_seqscan = off"));
        const auto explained = world.owner->run("EXPLAIN " + plan.loader->sql, plan.parameters);
        QVERIFY(world.owner->run("RESET enable_seqscan"));
        QVERIFY2(explained, explained ? "" : explained.error().detail.c_str());
        std::string text;
        for (std::size_t i = 0; i < explained->rows.size(); ++i)
            text.append(explained->text(i, 0)).append("\n");
        QVERIFY2(
            text.find("Bitmap Index Scan on documents_words") != std::string::npos, text.c_str());

        // The five that the answer cites are the first five of all, by rank.
        const auto layer = world.layer();
        const auto &answer = layer->read(plan);
        QCOMPARE(answer.outcome, Outcome::Miss);
        const auto ranked = world.owner->run(
            "SELECT string_agg(id::text, ',' ORDER BY rank DESC, id), min(rank) < max(rank) "
            "FROM (SELECT id, ts_rank(words, q) AS rank FROM tierlens_assistant.documents, "
            "to_tsquery('simple', $1) q WHERE words @@ q) found",
            plan.parameters);
        const std::string all(ranked->text(0, 0)), sources = field(answer.value, "sources");
        QCOMPARE(std::count(sources.begin(), sources.end(), ','), 4);
        QCOMPARE(all.substr(0, sources.size()), sources);
        QCOMPARE(ranked->text(0, 1), std::string_view("t"));
        QCOMPARE(field(answer.value, "ranked"),
            std::to_string(std::count(all.begin(), all.end(), ',') + 1));
        // And they are about it.
        QCOMPARE(ask("SELECT count(*) FROM tierlens_assistant.documents WHERE id IN (" + sources
                     + ") AND title LIKE 'How to reset the password %'"),
            5);
    }

    void otherWordsAreAnsweredFromTheSameKeyOtherQuestionsAreNot()
    {
        const auto layer = world.layer();
        const auto customer = assistant.visitor();
        QCOMPARE(
            assistant.ask(*layer, customer, "How do I reset my password?").outcome, Outcome::Miss);
        QCOMPARE(assistant.ask(*layer, customer, "reset my password how").outcome, Outcome::Hit);
        QCOMPARE(
            assistant.ask(*layer, customer, "How do I share my password?").outcome, Outcome::Miss);
        QVERIFY(world.exists("tierlens:answer:password-reset"));
        QVERIFY(world.exists("tierlens:answer:password-share"));
    }

    void everyAnsweredQuestionIsOneRowOfHistory()
    {
        Assistant limited(smallWorld(), Few);
        QVERIFY(limited.prepare(world.ownerOptions(), {}, {}));
        const auto layer = world.layer();
        const auto before = historyRows();
        std::int64_t answered = 0;
        Random random(7);
        for (int i = 0; i < 300; ++i)
            limited.play(*layer, random);
        std::int64_t refused = 0, asked = 0;
        for (const auto &request : world.requests()) {
            QVERIFY(request.outcome != Outcome::Failed);
            asked += request.operation == Assistant::Limit;
            refused += request.outcome == Outcome::Refused;
            answered += request.operation == Assistant::Answer;
        }
        QCOMPARE(asked, 300);
        QVERIFY(refused > 0);
        QCOMPARE(answered, asked - refused);
        QCOMPARE(historyRows() - before, answered);
        QCOMPARE(limited.totals().written, std::uint64_t(answered));
        QCOMPARE(limited.totals().refused, std::uint64_t(refused));
        QCOMPARE(ask("SELECT sum(turns) FROM tierlens_assistant.customers"), historyRows());
        const auto check = limited.verifyTruth(*world.owner, world.ledger);
        QVERIFY(check);
        QVERIFY(check->acknowledged >= std::uint64_t(answered));
        QCOMPARE(check->lost, 0u);
    }

    void aMissingRowOfHistoryIsNoticed()
    {
        const auto layer = world.layer();
        assistant.ask(*layer, assistant.visitor(), "How do I reset my password?");
        const auto customer = std::to_string(assistant.visitor() + 1);
        const std::string last = " FROM tierlens_assistant.history WHERE customer = " + customer;
        QVERIFY(world.owner->run(
            "CREATE TEMPORARY TABLE kept AS SELECT *" + last + " ORDER BY turn DESC LIMIT 1"));
        QVERIFY(world.owner->run("DELETE" + last + " AND turn = (SELECT turn FROM kept)"));
        QCOMPARE(assistant.verifyTruth(*world.owner, world.ledger)->lost, 1u);
        QVERIFY(world.owner->run(
            "INSERT INTO tierlens_assistant.history SELECT * FROM kept; DROP TABLE kept"));
        QCOMPARE(assistant.verifyTruth(*world.owner, world.ledger)->lost, 0u);
    }

    void sixtyFourClientsGetNoMoreThroughThanTheLimit()
    {
        Assistant limited(smallWorld(), Few);
        QVERIFY(limited.prepare(world.ownerOptions(), {}, {}));
        const auto plan = limited.limitPlan(limited.priceBot());
        std::atomic<std::int64_t> through{0}, refused{0}, other{0};
        std::atomic<int> ready{0};
        const auto began = std::chrono::steady_clock::now();
        {
            std::vector<std::jthread> clients;
            for (int i = 0; i < 64; ++i) {
                clients.emplace_back([&] {
                    const auto layer = world.layer();
                    const bool isOpen = layer->redis().open().has_value();
                    other += isOpen ? 0 : 1;
                    ++ready;
                    while (ready < 64)
                        std::this_thread::yield();
                    for (int n = 0; n < 5; ++n) {
                        const auto outcome = layer->live(plan).outcome;
                        ++(outcome == Outcome::Live           ? through
                                : outcome == Outcome::Refused ? refused
                                                              : other);
                    }
                });
            }
        }
        const auto took = std::chrono::steady_clock::now() - began;
        const auto windows = 1 + took / Few.window; // at most: one begins when another has ended
        QCOMPARE(other.load(), 0);
        QCOMPARE(through + refused, 64 * 5);
        QVERIFY(through >= Few.questions);
        QVERIFY(through <= Few.questions * windows);
    }

    void theWindowEndsByItselfAndIsNotMadeLonger()
    {
        Assistant limited(smallWorld(), Few);
        QVERIFY(limited.prepare(world.ownerOptions(), {}, {}));
        const auto layer = world.layer();
        const auto plan = limited.limitPlan(limited.priceBot());
        const auto began = std::chrono::steady_clock::now();
        std::int64_t through = 0;
        while (layer->live(plan).outcome == Outcome::Live)
            ++through;
        QCOMPARE(through, Few.questions);
        // Whoever goes on asking does not wait longer for it.
        while (layer->live(plan).outcome == Outcome::Refused
            && std::chrono::steady_clock::now() - began < 10s)
            std::this_thread::sleep_for(5ms);
        const auto waited = std::chrono::steady_clock::now() - began;
        QVERIFY(waited >= Few.window - 5ms);
        QVERIFY(waited < Few.window + 1s);
        // Only what made the counter tells an expiry.
        const auto requests = world.requests();
        QCOMPARE(requests.front().ttl, Duration(Few.window));
        QVERIFY(requests[1].ttl < Duration::zero());
        QCOMPARE(requests[1].value.view(), std::string_view("2 of 10"));
    }

    void anEditMakesAnswersThatCiteTheDocumentOld()
    {
        const auto layer = world.layer();
        const auto plan = assistant.answerPlan(assistant.question(0, 0));
        const auto other = assistant.answerPlan(assistant.question(5, 0));
        assistant.ask(*layer, assistant.visitor(), assistant.question(0, 0), 0);
        assistant.ask(*layer, assistant.visitor(), assistant.question(5, 0), 5);
        const auto before = layer->read(plan).value;
        const auto edited = assistant.change(*layer);
        QCOMPARE(edited.outcome, Outcome::Write);
        QVERIFY(edited.keysDropped >= 1);
        QVERIFY(!world.exists(plan.key));
        QVERIFY(world.exists(other.key)); // it cites other documents
        const auto &after = layer->read(plan);
        QCOMPARE(after.outcome, Outcome::Miss);
        QVERIFY(after.value.version > before.version);
        QVERIFY(field(after.value, "answer") != field(before, "answer"));
        QCOMPARE(field(after.value, "sources"), field(before, "sources"));
        QVERIFY(!after.stale);
        QCOMPARE(layer->read(plan).outcome, Outcome::Hit);
        QCOMPARE(assistant.verifyTruth(*world.owner, world.ledger)->lost, 0u);
    }

    void withoutInvalidationTheOldAnswerIsSeenToBeStale()
    {
        const auto layer = world.layer();
        const auto plan = assistant.answerPlan(assistant.question(0, 0));
        assistant.ask(*layer, assistant.visitor(), assistant.question(0, 0), 0);
        world.policies.invalidateOnWrite = false;
        QCOMPARE(assistant.change(*layer).outcome, Outcome::Write);
        assistant.ask(*layer, assistant.visitor(), assistant.question(0, 1), 0);
        const auto &answer = layer->read(plan);
        QCOMPARE(answer.outcome, Outcome::Hit);
        QVERIFY(answer.stale);
        QVERIFY(world.exists(plan.key));
    }

    // The answer is on its way into Redis while one of its documents is edited.
    void anAnswerOvertakenByAnEditDoesNotStay()
    {
        const auto layer = world.layer();
        Assistant second(smallWorld(), Plenty); // knows nothing of what cites what
        QVERIFY(second.prepare(world.ownerOptions(), {}, {}));
        const auto text = second.question(3, 0);
        const auto plan = second.answerPlan(text);
        const auto sources = field(layer->read(plan).value, "sources");
        const auto document = std::stoll(sources.substr(0, sources.find(',')));
        QCOMPARE(layer->write(second.editPlan(document, {})).keysDropped, 0u);
        QVERIFY(world.exists(plan.key));
        QCOMPARE(second.ask(*layer, second.visitor(), text, 3).outcome, Outcome::Hit);
        QVERIFY(!world.exists(plan.key));
    }

    void moneySavedIsHitsTimesPriceAndCountsAgreeWithTheServers()
    {
        const auto before = world.counted();
        const auto documents = ask("SELECT sum(edition) FROM tierlens_assistant.documents");
        {
            std::vector<std::jthread> clients;
            for (unsigned i = 0; i < 8; ++i) {
                clients.emplace_back([this, i] {
                    const auto layer = world.layer();
                    Random random(i + 1);
                    for (int n = 0; n < 150; ++n)
                        assistant.play(*layer, random);
                });
            }
        }
        const auto after = world.counted();
        const auto requests = world.requests();
        const auto counts = countsOf(requests);
        QCOMPARE(counts.redis(0).redisHits, after.hits - before.hits);
        QCOMPARE(counts.redis(0).redisMisses, after.misses - before.misses);
        QCOMPARE(counts.queries(), after.queries - before.queries);
        QVERIFY(ask("SELECT sum(edition) FROM tierlens_assistant.documents") > documents);

        std::uint64_t hits = 0, searches = 0;
        for (const auto &request : requests) {
            if (request.operation != Assistant::Answer || request.outcome == Outcome::Live)
                continue;
            bool searched = false;
            for (const auto &step : request.parts())
                searched |= step.kind == StepKind::Query;
            ++(searched ? searches : hits);
        }
        const auto savings = savingsOf(counts, Assistant::words().pricedOperation, 0.5);
        QVERIFY(hits > searches);
        QCOMPARE(savings.saved, double(hits) * 0.5);
        QCOMPARE(savings.spent, double(searches) * 0.5);
    }

    void theSameNumbersMakeTheSameTurns()
    {
        const auto layer = world.layer();
        const auto keysOf = [&](Random random) {
            for (int i = 0; i < 50; ++i)
                assistant.play(*layer, random);
            std::vector<std::string> keys;
            for (const auto &request : world.requests()) {
                if (request.operation == Assistant::Answer && request.outcome != Outcome::Live)
                    keys.emplace_back(request.key.view());
            }
            return keys;
        };
        QVERIFY(keysOf(Random(5)) == keysOf(Random(5)));
        QVERIFY(keysOf(Random(5)) != keysOf(Random(6)));
    }

    void everyKeyIsReadBackFromItsName()
    {
        for (std::size_t topic = 0; topic < 60; ++topic) {
            const auto plan = assistant.answerPlan(assistant.question(topic, topic));
            const auto again = assistant.readPlanFor(plan.key);
            QVERIFY(again);
            QCOMPARE(again->key, plan.key);
            QVERIFY(again->parameters == plan.parameters);
        }
        const auto session = assistant.sessionPlan(5);
        QVERIFY(assistant.readPlanFor(session.key)->parameters == session.parameters);
        QVERIFY(!assistant.readPlanFor("tierlens:limit:price-bot"));
        QVERIFY(!assistant.readPlanFor("tierlens:answer:"));
        QVERIFY(!assistant.readPlanFor("tierlens:session:nobody"));
    }

    void theVisitorsOrders()
    {
        Assistant limited(smallWorld(), {10, 60s});
        QVERIFY(limited.prepare(world.ownerOptions(), {}, {}));
        const auto layer = world.layer();
        QVERIFY(!limited.perform("ask-again", *layer)); // nothing yet
        QVERIFY(limited.perform("ask-new", *layer));
        QVERIFY(limited.perform("ask-again", *layer));
        std::vector<Outcome> answers;
        for (const auto &request : world.requests()) {
            if (request.operation == Assistant::Answer)
                answers.push_back(request.outcome);
        }
        QCOMPARE(answers, (std::vector<Outcome>{Outcome::Miss, Outcome::Hit}));
        const auto flood = limited.perform("flood", *layer);
        QVERIFY(flood);
        QVERIFY2(flood->find("10 were answered, 10 refused") != std::string::npos, flood->c_str());
        QVERIFY(!limited.perform("dance", *layer));
    }

    void theBoardShowsWhatWasCounted()
    {
        Assistant fresh(smallWorld(), {5, 60s});
        QVERIFY(fresh.prepare(world.ownerOptions(), {}, {}));
        const auto layer = world.layer();
        for (int i = 0; i < 3; ++i)
            fresh.ask(*layer, 10, fresh.question(4, 0), 4);
        for (int i = 0; i < 2; ++i)
            fresh.ask(*layer, 10, fresh.question(8, 0), 8);
        fresh.ask(*layer, 10, fresh.question(8, 0), 8); // one too many
        world.requests();
        Random random(1);
        fresh.clockwork(*layer, random);
        world.requests();
        QCOMPARE(world.others.size(), std::size_t(1));
        const auto &board = std::get<Board>(world.others.front().what);
        QCOMPARE(board.rows.size(), std::size_t(2));
        QCOMPARE(board.rows[0].name, fresh.topicName(4));
        QCOMPARE(board.rows[0].value, 3.0);
        QCOMPARE(board.rows[1].value, 2.0);
        QVERIFY(board.rows[0].text.find("66") != std::string::npos);
        const auto totals = fresh.totals();
        QCOMPARE(totals.asked, 5u);
        QCOMPARE(totals.fromMemory, 3u);
        QCOMPARE(totals.paid, 2u);
        QCOMPARE(totals.refused, 1u);
        QVERIFY(totals.ranked > 0);
    }

    void droppingLeavesNothing() // last: the world is gone afterwards
    {
        const auto layer = world.layer();
        assistant.ask(*layer, assistant.visitor(), "How do I reset my password?");
        QVERIFY(world.watcher->command({"SET", "somebody:else", "1"}));
        QVERIFY(assistant.drop(world.ownerOptions(), *world.watcher));
        QCOMPARE(ask("SELECT count(*) FROM pg_namespace WHERE nspname = 'tierlens_assistant'"), 0);
        QVERIFY(!*assistant.isPrepared(*world.owner));
        const auto size = world.watcher->command({"DBSIZE"});
        QCOMPARE(size->integer(), 1);
        QVERIFY(world.exists("somebody:else"));
    }
};

QTEST_GUILESS_MAIN(TestAssistant)
#include "tst_assistant.moc"
