// SPDX-License-Identifier: GPL-3.0-or-later
#include "worlds/assistant.h"

#include "answers/questions.h"

#include <algorithm>
#include <charconv>
#include <random>

namespace tierlens {

namespace {
constexpr std::string_view Prefix = "tierlens:";
constexpr std::string_view AnswerKeys = "tierlens:answer:", SessionKeys = "tierlens:session:",
                           LimitKeys = "tierlens:limit:", HistoryKeys = "tierlens:history:",
                           DocumentKeys = "tierlens:document:";
constexpr std::string_view CustomerSubject = "customer ", DocumentSubject = "document ";

// Chosen so that at 400 requests/s (some 100 questions) and a TTL of 30 s some 170 answers are
// alive and some 94 % of the questions are hits, and that nobody but the scripts asks too much.
constexpr double InterestSkew = 2, InterestFlat = 6, PeopleSkew = 6, PeopleFlat = 600;
constexpr std::int64_t SpecialCustomers = 4; // three scripts and the visitor

// One statement, answered from one snapshot: the ranking and the versions always fit.
constexpr const char *AnswerSql
    = "WITH found AS MATERIALIZED (SELECT id, ts_rank(words, query) AS rank "
      "FROM tierlens_assistant.documents, to_tsquery('simple', $1) AS query "
      "WHERE words @@ query), "
      "best AS (SELECT id, rank FROM found ORDER BY rank DESC, id LIMIT 5) "
      "SELECT d.id, d.title, split_part(d.body, '. ', 1), d.edition, d.version, "
      "(SELECT count(*) FROM found) FROM best b "
      "JOIN tierlens_assistant.documents d ON d.id = b.id ORDER BY b.rank DESC, b.id";
constexpr const char *SessionSql = "SELECT name, plan, since, version "
                                   "FROM tierlens_assistant.customers WHERE token = $1";
constexpr const char *HistorySql
    = "WITH turn AS (UPDATE tierlens_assistant.customers SET turns = turns + 1 WHERE id = $1 "
      "RETURNING turns) "
      "INSERT INTO tierlens_assistant.history (customer, turn, question, answer, documents) "
      "SELECT $1, turns, $2, $3, $4::integer[] FROM turn RETURNING turn";
// One after the other: an edit with a lower number must never appear after one with a higher, for
// the highest number among its documents is an answer's version. The lock ends with the
// transaction.
constexpr const char *EditSql
    = "WITH turn AS MATERIALIZED (SELECT pg_advisory_xact_lock(7403)) "
      "UPDATE tierlens_assistant.documents SET edition = edition + 1, "
      "version = nextval('tierlens_assistant.edits') FROM turn WHERE id = $1 "
      "RETURNING version, edition, title";

// What the best document says, and which ones it is taken from.
CachedValue answerValue(const Rows &rows)
{
    if (rows.empty())
        return {ValueType::Hash, {"answer", "Nothing was found about that."}, 0};
    std::string text(rows.text(0, 1)), sources;
    text.append(": ").append(rows.text(0, 2)).append(". (edition ").append(rows.text(0, 3));
    text.append(")");
    std::uint64_t version = 0;
    for (std::size_t i = 0; i < rows.rows.size(); ++i) {
        sources.append(sources.empty() ? "" : ",").append(rows.text(i, 0));
        version = std::max(version, rows.count(i, 4));
    }
    return {ValueType::Hash,
        {"answer", std::move(text), "sources", std::move(sources), "ranked",
            std::string(rows.text(0, 5))},
        version};
}

CachedValue sessionValue(const Rows &rows)
{
    if (rows.empty())
        return {ValueType::Hash, {}, 0};
    return {ValueType::Hash,
        {"customer", std::string(rows.text(0, 0)), "plan", std::string(rows.text(0, 1)), "since",
            std::string(rows.text(0, 2))},
        rows.count(0, 3)};
}

std::string_view field(const CachedValue &value, std::string_view name)
{
    for (std::size_t i = 0; i + 1 < value.parts.size(); i += 2) {
        if (value.parts[i] == name)
            return value.parts[i + 1];
    }
    return {};
}

std::uint64_t parsed(std::string_view text)
{
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

Citations::Documents documentsIn(std::string_view sources)
{
    Citations::Documents documents;
    while (!sources.empty()) {
        const auto comma = std::min(sources.find(','), sources.size());
        documents.push_back(static_cast<std::int64_t>(parsed(sources.substr(0, comma))));
        sources.remove_prefix(std::min(comma + 1, sources.size()));
    }
    return documents;
}

std::size_t others(const AssistantSize &size) // customers who are nobody special
{
    return static_cast<std::size_t>(std::max<std::int64_t>(1, size.customers - SpecialCustomers));
}
} // namespace

Assistant::Assistant(AssistantSize size, RateLimit limit)
    : m_text(words())
    , m_size(size)
    , m_limit(limit)
    , m_people(others(size), PeopleSkew, PeopleFlat)
    , m_interest(static_cast<std::size_t>(size.topics), InterestSkew, InterestFlat)
    , m_answerLoader{AnswerSql, answerValue}
    , m_sessionLoader{SessionSql, sessionValue}
    , m_tally(static_cast<std::size_t>(size.topics))
    , m_freshNumber(std::random_device{}())
{ }

Result<bool> Assistant::isPrepared(PostgresConnection &postgres) const
{
    return AssistantSeeding(m_size, {}, {}, {}).isThere(postgres);
}

Result<Done> Assistant::prepare(
    const PostgresOptions &options, const Report &report, std::stop_token stop)
{
    if (auto seeded = AssistantSeeding(m_size, options, report, std::move(stop)).run(); !seeded)
        return seeded;
    PostgresConnection postgres(Seeding::patient(options));
    return learnNames(postgres);
}

Result<Done> Assistant::learnNames(PostgresConnection &postgres)
{
    const auto customers
        = postgres.run("SELECT name, token FROM tierlens_assistant.customers ORDER BY id");
    if (!customers)
        return customers.error();
    const auto topics
        = postgres.run("SELECT action, object FROM tierlens_assistant.topics ORDER BY id");
    if (!topics)
        return topics.error();
    if (static_cast<std::int64_t>(customers->rows.size()) != m_size.customers
        || static_cast<std::int64_t>(topics->rows.size()) != m_size.topics) {
        return Error{ErrorKind::Refused, {},
            tr("The schema tierlens_assistant is not complete: reset the sandbox, or drop that "
               "schema and start again.")
                .toStdString(),
            {}};
    }
    m_customers.clear();
    m_byToken.clear();
    for (std::size_t i = 0; i < customers->rows.size(); ++i) {
        m_customers.push_back(
            {std::string(customers->text(i, 0)), std::string(customers->text(i, 1))});
        m_byToken[m_customers.back().token] = i;
    }
    m_topics.clear();
    for (std::size_t i = 0; i < topics->rows.size(); ++i)
        m_topics.push_back({std::string(topics->text(i, 0)), std::string(topics->text(i, 1))});
    m_citations.clear();
    return Done{};
}

Result<Done> Assistant::drop(const PostgresOptions &options, RedisConnection &redis) const
{
    PostgresOptions patient = options;
    patient.statementTimeout = std::chrono::minutes{1};
    patient.answerTimeout = std::chrono::minutes{2};
    PostgresConnection postgres(patient);
    if (const auto dropped = postgres.run("DROP SCHEMA IF EXISTS tierlens_assistant CASCADE");
        !dropped)
        return dropped.error();
    const auto removed = unlinkKeys(redis, Prefix);
    return removed ? Result<Done>(Done{}) : Result<Done>(removed.error());
}

std::string Assistant::question(std::size_t topic, std::size_t number) const
{
    return wording(number, m_topics[topic].action, m_topics[topic].object);
}

std::string Assistant::topicName(std::size_t topic) const
{
    return m_topics[topic].action + ' ' + m_topics[topic].object;
}

ReadPlan Assistant::answerPlan(std::string_view question) const
{
    return answerPlan(questionWords(question));
}

ReadPlan Assistant::answerPlan(const QuestionWords &words) const
{
    ReadPlan plan;
    plan.key.append(AnswerKeys).append(keyText(words));
    plan.type = ValueType::Hash;
    plan.operation = Answer;
    plan.loader = &m_answerLoader;
    plan.parameters = {searchText(words)};
    return plan;
}

ReadPlan Assistant::sessionPlan(std::size_t customer) const
{
    ReadPlan plan;
    plan.key.append(SessionKeys).append(m_customers[customer].token);
    plan.type = ValueType::Hash;
    plan.operation = Session;
    plan.loader = &m_sessionLoader;
    plan.parameters = {m_customers[customer].token};
    return plan;
}

// Two commands that Redis carries out with nobody in between: the counter is made with its expiry
// unless it is there, and it is raised. So each question has a number of its own within a window,
// the window ends by itself, and no counter is left without an end.
LivePlan Assistant::limitPlan(std::size_t customer) const
{
    LivePlan plan;
    plan.key.append(LimitKeys).append(m_customers[customer].name);
    plan.operation = Limit;
    plan.atomic = true;
    plan.commands
        = {{StepKind::CacheWrite,
               {"SET", plan.key, "0", "PX", std::to_string(m_limit.window.count()), "NX"}},
            {StepKind::CacheWrite, {"INCR", plan.key}}};
    plan.judge = [limit = m_limit.questions](const LiveAnswer &answer) {
        return answer[1].integer() > limit ? Outcome::Refused : Outcome::Live;
    };
    plan.seen = [limit = m_limit](const LiveAnswer &answer) {
        const bool begins = !answer[0].isNil();
        return LivePlan::Seen{
            std::to_string(answer[1].integer()) + " of " + std::to_string(limit.questions),
            begins ? limit.window : LivePlan::TtlAsBefore};
    };
    return plan;
}

// The customer's number of answers is raised in the same transaction, so it tells how many rows of
// history there have to be. No cached answer becomes old by it.
WritePlan Assistant::historyPlan(
    std::size_t customer, const std::string &question, const CachedValue &answer)
{
    WritePlan plan;
    plan.operation = History;
    plan.key.append(HistoryKeys).append(m_customers[customer].name);
    const std::string id = std::to_string(customer + 1);
    plan.statements = {{HistorySql,
        {id, question, std::string(field(answer, "answer")),
            '{' + std::string(field(answer, "sources")) + '}'},
        true}};
    plan.effect = [subject = std::string(CustomerSubject) + id](const std::vector<Rows> &rows) {
        WriteEffect effect;
        effect.subject = subject;
        effect.version = rows[0].count(0, 0);
        return effect;
    };
    return plan;
}

WritePlan Assistant::editPlan(std::int64_t document, const std::string &key)
{
    WritePlan plan;
    plan.operation = Edit;
    plan.type = ValueType::Hash;
    plan.key = key.empty() ? std::string(DocumentKeys) + std::to_string(document) : key;
    plan.statements = {{EditSql, {std::to_string(document)}, true}};
    plan.effect = [this, document](const std::vector<Rows> &rows) {
        WriteEffect effect;
        effect.subject = std::string(DocumentSubject) + std::to_string(document);
        effect.version = rows[0].count(0, 0);
        const auto citing = m_citations.edited(document, effect.version);
        const std::string edition(rows[0].text(0, 1)), title(rows[0].text(0, 2));
        for (const auto &concerned : citing)
            effect.concerns.push_back({concerned, effect.version, "edition " + edition});
        effect.text = tr("\"%1\" has been edited; it is edition %2 now. Answers that cite it: %3")
                          .arg(QString::fromStdString(title), QString::fromStdString(edition))
                          .arg(citing.size())
                          .toStdString();
        return effect;
    };
    return plan;
}

std::optional<ReadPlan> Assistant::readPlanFor(std::string_view key) const
{
    if (key.substr(0, AnswerKeys.size()) == AnswerKeys) {
        const auto words = wordsOfKey(key.substr(AnswerKeys.size()));
        auto plan = answerPlan(words);
        return plan.key == key && !words.empty() ? std::optional(std::move(plan)) : std::nullopt;
    }
    if (key.substr(0, SessionKeys.size()) == SessionKeys) {
        const auto found = m_byToken.find(std::string(key.substr(SessionKeys.size())));
        return found == m_byToken.end() ? std::nullopt : std::optional(sessionPlan(found->second));
    }
    return std::nullopt;
}

// The answer tells from which documents it was made. If one of them was edited while it was on its
// way into Redis, that edit could not know of it: then the answer is removed here.
void Assistant::noteCitations(DataLayer &layer, const ReadPlan &plan, const CachedValue &answer)
{
    if (m_citations.add(plan.key, documentsIn(field(answer, "sources")), answer.version)
        || !layer.policies().invalidateOnWrite)
        return;
    LivePlan drop;
    drop.key = plan.key;
    drop.type = plan.type;
    drop.operation = Answer;
    drop.commands = {{StepKind::CacheDrop, {"DEL", plan.key}}};
    layer.live(drop);
}

// Nobody is let through uncounted: while Redis cannot be asked there is no answer either, for each
// one costs money and a search that Postgres would have to bear for all of them at once.
Assistant::Turn Assistant::ask(
    DataLayer &layer, std::size_t customer, const std::string &question, std::size_t topic)
{
    Turn turn;
    layer.read(sessionPlan(customer));
    const auto counted = layer.live(limitPlan(customer));
    if (counted.outcome != Outcome::Live) {
        turn.outcome = counted.outcome;
        turn.error = counted.outcome == Outcome::Refused ? refusal() : counted.error;
        if (counted.outcome == Outcome::Refused)
            m_tally.refused();
        return turn;
    }
    const auto plan = answerPlan(question);
    const auto began = layer.parts().clock.now();
    const ReadAnswer answer = layer.read(plan);
    turn.took = layer.parts().clock.now() - began;
    turn.outcome = answer.outcome;
    if (answer.outcome == Outcome::Failed) {
        turn.error = answer.error;
        return turn;
    }
    turn.ranked = parsed(field(answer.value, "ranked"));
    m_tally.answered(topic, answer.outcome, turn.ranked);
    noteCitations(layer, plan, answer.value);
    if (layer.write(historyPlan(customer, question, answer.value)).changed)
        m_tally.written();
    return turn;
}

// Each answered question has one row of history whose number is the version acknowledged, and each
// edit left its number in its document.
Result<TruthCheck> Assistant::verifyTruth(
    PostgresConnection &postgres, const TruthLedger &ledger) const
{
    TruthCheck check;
    std::string customers = "{", documents = "{";
    std::unordered_map<std::string, std::uint64_t> wanted;
    for (const auto &entry : ledger.acknowledged()) {
        check.acknowledged += entry.writes;
        wanted[entry.subject] = entry.version;
        const bool isDocument = entry.subject.rfind(DocumentSubject, 0) == 0;
        auto &list = isDocument ? documents : customers;
        list.append(list.size() > 1 ? "," : "")
            .append(entry.subject, (isDocument ? DocumentSubject : CustomerSubject).size());
    }
    const std::vector<std::string> lists{customers + '}', documents + '}'};
    const auto rows = postgres.run(
        "/* tierlens: own look-up */ SELECT 'customer ' || c.id, coalesce(h.turn, 0) "
        "FROM tierlens_assistant.customers c LEFT JOIN LATERAL (SELECT turn "
        "FROM tierlens_assistant.history WHERE customer = c.id ORDER BY turn DESC LIMIT 1) h "
        "ON true WHERE c.id = ANY ($1::integer[]) "
        "UNION ALL SELECT 'document ' || id, version FROM tierlens_assistant.documents "
        "WHERE id = ANY ($2::integer[])",
        lists);
    if (!rows)
        return rows.error();
    for (std::size_t i = 0; i < rows->rows.size(); ++i) {
        const std::string subject(rows->text(i, 0));
        const auto found = wanted.find(subject);
        const auto have = rows->count(i, 1);
        if (found != wanted.end() && have < found->second)
            check.lost += subject.rfind(DocumentSubject, 0) == 0 ? 1 : found->second - have;
    }
    return check;
}

} // namespace tierlens
