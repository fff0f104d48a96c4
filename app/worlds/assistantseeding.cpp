// SPDX-License-Identifier: GPL-3.0-or-later
#include "worlds/assistantseeding.h"

#include <QCoreApplication>

#include <algorithm>

namespace tierlens {

namespace {
struct AssistantSeedingWords
{
    Q_DECLARE_TR_FUNCTIONS(AssistantSeeding)
};

constexpr int SqlFormat = 1; // raise when the files in resources/sql change what is in the tables
constexpr std::int64_t ChunkRows = 5'000; // some 300 ms
constexpr double RowsShare = 0.75, IndexShare = 0.9;
} // namespace

std::string AssistantSize::format() const
{
    std::string text = "assistant " + std::to_string(SqlFormat);
    for (const auto n : {documents, topics, customers, seed})
        text += ' ' + std::to_string(n);
    return text;
}

AssistantSeeding::AssistantSeeding(const AssistantSize &size, PostgresOptions postgres,
    Seeding::Report report, std::stop_token stop)
    : m_size(size)
    , m_postgres(Seeding::patient(std::move(postgres)))
    , m_seeding("assistant", size.format(),
          {{"topics", size.topics}, {"customers", size.customers}, {"seed", size.seed}},
          std::move(report), std::move(stop))
{ }

Result<bool> AssistantSeeding::isThere(PostgresConnection &postgres) const
{
    return m_seeding.isThere(postgres);
}

Result<Done> AssistantSeeding::run()
{
    return m_seeding.ensure(m_postgres, [this] { return make(); });
}

Result<Done> AssistantSeeding::make()
{
    PostgresConnection postgres(m_postgres);
    if (auto ready = m_seeding.begin(postgres); !ready)
        return ready;
    if (auto made = m_seeding.script(postgres, "schema"); !made)
        return made.error();
    // All in the transaction that makes the tables: with wal_level minimal nothing is logged.
    if (auto begun = postgres.begin(); !begun)
        return begun;
    auto filled = fill(postgres);
    if (filled)
        filled = postgres.commit();
    if (!filled) {
        postgres.rollback();
        return filled;
    }
    return m_seeding.finish(postgres, {"documents", "customers", "topics", "history"}, IndexShare);
}

Result<Done> AssistantSeeding::fill(PostgresConnection &postgres)
{
    for (const char *name : {"topics", "customers", "documents"}) {
        if (auto made = m_seeding.script(postgres, name); !made)
            return made.error();
    }
    for (std::int64_t row = 1; row <= m_size.documents; row += ChunkRows) {
        if (m_seeding.isStopped())
            return Seeding::stopped();
        const auto last = std::min(row + ChunkRows - 1, m_size.documents);
        const auto made = m_seeding.script(
            postgres, "documents_chunk", {{"first_row", row}, {"last_row", last}});
        if (!made)
            return made.error();
        m_seeding.tellRows("documents", last, m_size.documents,
            RowsShare * static_cast<double>(last) / static_cast<double>(m_size.documents));
    }
    m_seeding.tell(
        AssistantSeedingWords::tr("Indexing the words of the documents").toStdString(), RowsShare);
    if (auto made = m_seeding.script(postgres, "documents_index"); !made)
        return made.error();
    return Done{};
}

} // namespace tierlens
