// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/requestmodel.h"

#include "core/durationtext.h"
#include "models/itemroles.h"
#include "models/requesttext.h"
#include "models/tabletext.h"

#include <algorithm>

namespace tierlens {

namespace {
char asLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// ASCII letters match in either case; `wanted` is asLower case already.
bool contains(std::string_view text, const QByteArray &wanted)
{
    const auto found = std::search(text.begin(), text.end(), wanted.begin(), wanted.end(),
        [](char a, char b) { return asLower(a) == b; });
    return found != text.end();
}

QString staleText(const Request &request)
{
    if (!request.stale)
        return {};
    return request.staleFor > Duration::zero()
        ? RequestModel::tr("stale %1").arg(durationText(request.staleFor))
        : RequestModel::tr("stale");
}
} // namespace

RequestModel::RequestModel(
    const Store &store, QStringList operationNames, QString keyPrefix, QObject *parent)
    : QAbstractTableModel(parent)
    , m_store(store)
    , m_operationNames(std::move(operationNames))
    , m_keyPrefix(std::move(keyPrefix))
    , m_keyPrefixBytes(m_keyPrefix.toStdString())
{
    m_operationPasses.fill(true);
}

std::uint64_t RequestModel::waiting() const { return m_store.requests().end() - m_rows.end(); }

void RequestModel::update()
{
    const auto &ring = m_store.requests();
    if (m_paused || waiting() == 0)
        return;
    const auto from = m_rows.end();
    const auto first = ring.end() > Capacity ? std::max(ring.first(), ring.end() - Capacity) : 0;
    if (first > from) { // some have come and gone unseen
        startAgain();
        return;
    }
    dropOldest(first);
    std::vector<bool> pass; // asked before the rows are there, as a view wants it
    for (auto number = from; number < ring.end(); ++number)
        pass.push_back(passes(ring.at(number).request));
    const auto shown = std::count(pass.begin(), pass.end(), true);
    if (shown > 0)
        beginInsertRows({}, 0, static_cast<int>(shown) - 1);
    for (auto number = from; number < ring.end(); ++number)
        m_rows.append(ring.at(number), pass[static_cast<std::size_t>(number - from)]);
    if (shown > 0)
        endInsertRows();
}

void RequestModel::startAgain()
{
    const auto &ring = m_store.requests();
    beginResetModel();
    m_rows.clear(ring.first());
    for (auto number = ring.first(); number < ring.end(); ++number)
        m_rows.append(ring.at(number), passes(ring.at(number).request));
    endResetModel();
}

void RequestModel::dropOldest(std::uint64_t first)
{
    const int gone = m_rows.shownBefore(first);
    if (gone > 0)
        beginRemoveRows({}, rowCount() - gone, rowCount() - 1);
    m_rows.dropBefore(first);
    if (gone > 0)
        endRemoveRows();
}

void RequestModel::setFilter(const QString &text, const Outcomes &outcomes)
{
    const auto filter = text.trimmed().toLower().toUtf8();
    if (filter == m_filter && outcomes == m_outcomes)
        return;
    beginResetModel();
    m_filter = filter;
    m_outcomes = outcomes;
    for (std::size_t i = 0; i < m_operationPasses.size(); ++i)
        m_operationPasses[i] = contains(
            operationName(static_cast<std::uint8_t>(i)).toUtf8().toStdString(), m_filter);
    m_rows.filter([this](const auto &recent) { return passes(recent.request); });
    endResetModel();
}

bool RequestModel::passes(const Request &request) const
{
    if (!m_outcomes[static_cast<std::size_t>(request.outcome)])
        return false;
    if (m_filter.isEmpty() || m_operationPasses[request.operation])
        return true;
    // The prefix that every key has and nobody sees must not match.
    auto key = request.key.view();
    if (key.starts_with(m_keyPrefixBytes))
        key.remove_prefix(m_keyPrefixBytes.size());
    return contains(key, m_filter);
}

int RequestModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows.rows();
}

int RequestModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString RequestModel::operationName(std::uint8_t operation) const
{
    return m_operationNames.value(operation, tr("operation %1").arg(operation));
}

QString RequestModel::shownText(const Store::RecentRequest &recent, int column) const
{
    const Request &request = recent.request;
    const auto took = [](Duration value) {
        return value > Duration::zero() ? durationText(value) : QStringLiteral("–");
    };
    switch (column) {
    case Time:
        return momentText(recent.at);
    case Result:
        return request.behind
            ? behindName(request)
            : outcomeSymbol(request.outcome) + QLatin1Char(' ') + outcomeName(request.outcome);
    case Operation:
        return operationName(request.operation);
    case Key:
        return shownKey(request.key, m_keyPrefix);
    case Total:
        return durationText(recent.took);
    case Redis:
        return took(tookIn(request, Tier::Redis));
    case Postgres:
        return took(tookIn(request, Tier::Postgres));
    case Stale:
        return staleText(request);
    default:
        return {};
    }
}

QVariant RequestModel::copiedText(const Store::RecentRequest &recent, int column) const
{
    switch (column) {
    case Result:
        return outcomeName(recent.request.outcome);
    case Total:
        return copiedMilliseconds(recent.took);
    case Redis:
        return copiedMilliseconds(tookIn(recent.request, Tier::Redis));
    case Postgres:
        return copiedMilliseconds(tookIn(recent.request, Tier::Postgres));
    default:
        return {};
    }
}

QString RequestModel::toolTip(const Store::RecentRequest &recent, int column) const
{
    const Request &request = recent.request;
    switch (column) {
    case Result:
        return request.behind ? behindSentence(request) : outcomeSentence(request.outcome);
    case Key:
        return shownKey(request.key, m_keyPrefix);
    case Stale:
        return request.stale ? tr("The answer was version %1; Postgres had version %2.")
                                   .arg(countText(request.version), countText(request.truth))
                             : QString();
    default:
        return {};
    }
}

QVariant RequestModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &recent = request(index.row());
    const int column = index.column();
    const bool figure = column == Total || column == Redis || column == Postgres;
    switch (role) {
    case Qt::DisplayRole:
        return shownText(recent, column);
    case Qt::ToolTipRole:
        return toolTip(recent, column);
    case Qt::TextAlignmentRole:
        return int((figure ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Role::Copy:
        return copiedText(recent, column);
    case Role::Mono:
        return figure || column == Key || column == Time;
    case Role::Accent:
        if (column == Time || column == Operation)
            return int(Accent::Dim);
        if (column == Result)
            return int(outcomeAccent(recent.request.outcome));
        return int(column == Stale ? Accent::Invalidated : Accent::None);
    default:
        return {};
    }
}

QVariant RequestModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool figure = section >= Total && section <= Postgres;
        return int((figure ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    static const char *const shown[] = {QT_TR_NOOP("Time"), QT_TR_NOOP("Outcome"),
        QT_TR_NOOP("Operation"), QT_TR_NOOP("Key"), QT_TR_NOOP("Total"), QT_TR_NOOP("Redis"),
        QT_TR_NOOP("Postgres"), QT_TR_NOOP("Freshness")};
    static const char *const why[] = {QT_TR_NOOP("When it began, since the session began"),
        QT_TR_NOOP("How it was answered"), QT_TR_NOOP("What the app asked for"),
        QT_TR_NOOP("The key asked for, without the prefix all keys have"),
        QT_TR_NOOP("As the app saw it"), QT_TR_NOOP("Spent in calls to Redis"),
        QT_TR_NOOP("Spent in statements in Postgres"),
        QT_TR_NOOP("Whether the answer was older than the truth in Postgres")};
    if (role == Qt::DisplayRole)
        return tr(shown[section]);
    if (role == Qt::ToolTipRole)
        return tr(why[section]);
    if (role == Role::Copy && section >= Total && section <= Postgres)
        return tr("%1 (ms)").arg(tr(shown[section]));
    return {};
}

} // namespace tierlens
