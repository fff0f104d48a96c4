// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answers/citations.h"
#include "answers/tally.h"
#include "scenario/popularity.h"
#include "scenario/scenario.h"
#include "worlds/assistantseeding.h"

#include <QCoreApplication>

#include <atomic>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace tierlens {

// How many questions a customer may ask. The window begins with the first one.
struct RateLimit
{
    std::int64_t questions = 30;
    std::chrono::milliseconds window{10'000};
};

// The third world: customers, documents and the history of every conversation in Postgres;
// sessions, rate limits and answers in Redis. An answer is a ranked search through all documents;
// it is cached under what the question is about, however it was put. See Scenario for threads.
class Assistant final : public Scenario
{
    Q_DECLARE_TR_FUNCTIONS(Assistant)
public:
    enum Operation : std::uint8_t { Answer, Session, Limit, History, Edit };

    explicit Assistant(AssistantSize size = {}, RateLimit limit = {});

    static ScenarioText words(); // in the language that is spoken now
    const ScenarioText &text() const override { return m_text; }

    Result<Done> prepare(
        const PostgresOptions &postgres, const Report &report, std::stop_token stop) override;
    Result<bool> isPrepared(PostgresConnection &postgres) const override;
    Result<Done> drop(const PostgresOptions &postgres, RedisConnection &redis) const override;

    void play(DataLayer &layer, Random &random) override;
    std::chrono::milliseconds clockworkEvery() const override { return BoardEvery; }
    void clockwork(DataLayer &layer, Random &random) override;
    WriteAnswer change(DataLayer &layer) override;
    Result<std::string> perform(std::string_view order, DataLayer &layer) override;
    std::optional<ReadPlan> readPlanFor(std::string_view key) const override;
    Result<TruthCheck> verifyTruth(
        PostgresConnection &postgres, const TruthLedger &ledger) const override;

    // One question from session to history. Customers and topics count from 0.
    struct Turn
    {
        Outcome outcome = Outcome::Failed; // of the answer; Refused: the limit said no
        Duration took{}; // the answer alone
        std::uint64_t ranked = 0; // documents that had to be looked at for it, at the time
        Error error;
    };
    Turn ask(DataLayer &layer, std::size_t customer, const std::string &question,
        std::size_t topic = AnswerTally::NoTopic);
    ReadPlan answerPlan(std::string_view question) const;
    ReadPlan sessionPlan(std::size_t customer) const;
    LivePlan limitPlan(std::size_t customer) const;
    WritePlan historyPlan(
        std::size_t customer, const std::string &question, const CachedValue &answer);
    WritePlan editPlan(std::int64_t document, const std::string &key); // the key most concerned

    std::string question(std::size_t topic, std::size_t number) const; // in one of its wordings
    std::string topicName(std::size_t topic) const; // "reset password"
    std::size_t nightlyScript() const { return 0; } // asks too much …
    std::size_t priceBot() const { return 1; } // … and so does this one
    std::size_t loadTest() const { return 2; } // for the order "flood"
    std::size_t visitor() const { return m_customers.size() - 1; } // who gives orders
    AnswerTally::Totals totals() const { return m_tally.totals(); }
    Board board() const;

    static constexpr std::chrono::milliseconds BoardEvery{300};
    static constexpr std::uint64_t ScriptPart = 20; // each script asks every 20th question
    static constexpr std::uint64_t EditPart = 100; // of so many turns one edits a document

private:
    struct Customer
    {
        std::string name, token;
    };
    struct Topic
    {
        std::string action, object;
    };
    struct Luck // all the chance in a turn, drawn before anything is asked
    {
        explicit Luck(const Assistant &world, Random &random);
        std::size_t customer, topic, number, editedTopic;
        std::uint64_t edits, which;
    };
    Result<Done> learnNames(PostgresConnection &postgres);
    ReadPlan answerPlan(const std::vector<std::string> &words) const;
    WriteAnswer editFor(DataLayer &layer, std::size_t topic, std::uint64_t which);
    void noteCitations(DataLayer &layer, const ReadPlan &plan, const CachedValue &answer);
    Result<std::string> askNew(DataLayer &layer);
    Result<std::string> askAgain(DataLayer &layer);
    Result<std::string> flood(DataLayer &layer);
    Error refusal() const;

    ScenarioText m_text;
    AssistantSize m_size;
    RateLimit m_limit;
    Popularity m_people, m_interest;
    Loader m_answerLoader, m_sessionLoader;
    std::vector<Customer> m_customers;
    std::vector<Topic> m_topics;
    std::unordered_map<std::string, std::size_t> m_byToken;
    Citations m_citations;
    AnswerTally m_tally;
    struct Fresh // what "ask-new" asked last
    {
        std::string action, object, other;
        Duration took{};
    };
    std::mutex m_freshMutex;
    Fresh m_fresh; // empty: nothing yet
    std::atomic<std::uint64_t> m_freshNumber;
};

} // namespace tierlens
