// SPDX-License-Identifier: GPL-3.0-or-later
// The orders a Session takes, each handed to the desk's thread and answered by a future.
#include "core/glob.h"
#include "session/sessionengine.h"

namespace tierlens {

std::string Session::prefixed(const QString &pattern) const
{
    const auto prefix = keyPrefix();
    return (pattern.startsWith(prefix) ? pattern : prefix + pattern).toStdString();
}

QFuture<Result<InvalidationPreview>> Session::preview(const QString &pattern)
{
    if (!m_engine)
        return refused<InvalidationPreview>(tr("Nothing is connected yet."));
    const auto full = prefixed(pattern);
    return give<std::uint64_t>(m_engine->desk, [full](OrderDesk &desk) {
        return desk.countKeys(full);
    }).then(this, [this, full](const Result<std::uint64_t> &keys) -> Result<InvalidationPreview> {
        if (!keys)
            return keys.error();
        InvalidationPreview preview;
        preview.keys = *keys;
        std::uint64_t weighed = 0;
        for (const HeldKey &row : m_store.keys().rows()) {
            if (!globMatches(full, row.key))
                continue;
            preview.bytes += row.size;
            ++weighed;
        }
        preview.isWeighedInPart = weighed < preview.keys;
        return preview;
    });
}

QFuture<Result<std::uint64_t>> Session::invalidate(const QString &pattern)
{
    if (const auto why = whyNoOrder(); !why.isEmpty())
        return refused<std::uint64_t>(why);
    const auto kind = pattern == QLatin1String("*") ? Action::Kind::InvalidateAll
                                                    : Action::Kind::InvalidatePattern;
    return give<std::uint64_t>(m_engine->desk,
        [full = prefixed(pattern), kind](OrderDesk &desk) { return desk.invalidate(full, kind); });
}

QFuture<Result<std::uint64_t>> Session::invalidateKey(const QString &key)
{
    if (const auto why = whyNoOrder(); !why.isEmpty())
        return refused<std::uint64_t>(why);
    return give<std::uint64_t>(m_engine->desk,
        [full = prefixed(key)](OrderDesk &desk) { return desk.invalidateKey(full); });
}

QFuture<Result<Done>> Session::expireNow(const QString &key)
{
    if (const auto why = whyNoOrder(); !why.isEmpty())
        return refused<Done>(why);
    return give<Done>(
        m_engine->desk, [full = prefixed(key)](OrderDesk &desk) { return desk.expireNow(full); });
}

QFuture<Result<Done>> Session::refresh(const QString &key)
{
    if (const auto why = whyNoOrder(); !why.isEmpty())
        return refused<Done>(why);
    return give<Done>(
        m_engine->desk, [full = prefixed(key)](OrderDesk &desk) { return desk.refresh(full); });
}

QFuture<Result<QString>> Session::explain(const QString &key)
{
    if (!m_engine)
        return refused<QString>(tr("Nothing is connected yet."));
    return give<QString>(
        m_engine->desk, [full = prefixed(key)](OrderDesk &desk) { return desk.explain(full); });
}

QFuture<Result<QString>> Session::write()
{
    if (const auto why = whyNoOrder(); !why.isEmpty())
        return refused<QString>(why);
    return give<QString>(m_engine->desk, [](OrderDesk &desk) { return desk.write(); });
}

QFuture<Result<QString>> Session::perform(const QString &order)
{
    if (const auto why = whyNoOrder(); !why.isEmpty())
        return refused<QString>(why);
    return give<QString>(m_engine->desk,
        [order = order.toStdString()](OrderDesk &desk) { return desk.perform(order); });
}

QFuture<Result<Duration>> Session::restart(Tier tier)
{
    if (const auto why = whyNoRestart().isEmpty() ? whyNoOrder() : whyNoRestart(); !why.isEmpty())
        return refused<Duration>(why);
    return give<Duration>(m_engine->desk, [tier](OrderDesk &desk) { return desk.restart(tier); });
}

QFuture<Result<Duration>> Session::crash(Tier tier)
{
    if (const auto why = whyNoRestart().isEmpty() ? whyNoOrder() : whyNoRestart(); !why.isEmpty())
        return refused<Duration>(why);
    return give<Duration>(m_engine->desk, [tier](OrderDesk &desk) { return desk.crash(tier); });
}

QFuture<Result<Done>> Session::freeze(Tier tier, std::chrono::milliseconds span)
{
    if (const auto why = whyNoRestart().isEmpty() ? whyNoOrder() : whyNoRestart(); !why.isEmpty())
        return refused<Done>(why);
    auto promise = std::make_shared<QPromise<Result<Done>>>();
    auto future = promise->future();
    promise->start();
    QMetaObject::invokeMethod(m_engine->desk, [desk = m_engine->desk, tier, span, promise] {
        desk->freeze(tier, span, [promise](const Result<Done> &result) {
            promise->addResult(result);
            promise->finish();
        });
    });
    return future;
}

QFuture<Result<ServerAddresses>> Session::addresses()
{
    if (!m_engine)
        return refused<ServerAddresses>(tr("Nothing is connected yet."));
    return give<ServerAddresses>(m_engine->desk, [](OrderDesk &desk) -> Result<ServerAddresses> {
        const auto [redis, postgres] = desk.addresses();
        return ServerAddresses{redis, postgres};
    });
}

QFuture<Result<Done>> Session::takeReading()
{
    if (const auto why = whyNoOrder(); !why.isEmpty())
        return refused<Done>(why);
    return give<Done>(m_engine->desk, [](OrderDesk &desk) { return desk.takeReading(); });
}

QString Session::whyNoOrder() const
{
    if (!m_engine)
        return tr("Nothing is connected yet.");
    if (m_comparing)
        return tr("Two policies are being compared, and nothing may disturb that. "
                  "Wait for the end, or cancel it.");
    return {};
}

QString Session::whyNotComparable(const Experiment &experiment) const
{
    return tierlens::whyNotComparable(experiment, m_options.sandbox);
}

void Session::setComparing(bool comparing)
{
    m_comparing = comparing;
    Q_EMIT comparingChanged(comparing);
}

void Session::cancelComparison() { m_comparisonStop.request_stop(); }

QFuture<Result<ComparisonResult>> Session::compare(const Experiment &experiment)
{
    if (const auto why = whyNoOrder(); !why.isEmpty())
        return refused<ComparisonResult>(why);
    m_comparisonStop = {};
    setComparing(true);
    auto promise = std::make_shared<QPromise<Result<ComparisonResult>>>();
    auto future = promise->future();
    promise->start();
    const auto tell = [this](const ComparisonProgress &progress) {
        QMetaObject::invokeMethod(this, [this, progress] { Q_EMIT comparisonProgress(progress); });
    };
    QMetaObject::invokeMethod(m_engine->desk,
        [desk = m_engine->desk, experiment, tell, promise, stop = m_comparisonStop] {
            desk->compare(
                experiment, stop, tell, [promise](const Result<ComparisonResult> &result) {
                    promise->addResult(result);
                    promise->finish();
                });
        });
    return future.then(this, [this](const Result<ComparisonResult> &result) {
        if (result)
            m_lastComparison = *result;
        setComparing(false);
        return result;
    });
}

} // namespace tierlens
