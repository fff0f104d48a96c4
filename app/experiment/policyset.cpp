// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/policyset.h"

#include "core/durationtext.h"
#include "datalayer/policies.h"

#include <QCoreApplication>
#include <QStringList>

namespace tierlens {

namespace {
struct PolicyText
{
    Q_DECLARE_TR_FUNCTIONS(PolicySet)
};
} // namespace

void PolicySet::applyTo(Policies &policies) const
{
    policies.cache = cache;
    policies.ttlMs = ttl.count();
    policies.jitter = jitter;
    policies.singleFlight = singleFlight;
    policies.invalidateOnWrite = invalidateOnWrite;
    policies.writeThrough = writeThrough;
    policies.writeBehind = writeBehind;
    policies.negativeCaching = negativeCaching;
    policies.staleWhileRevalidate = staleWhileRevalidate;
    policies.earlyRefresh = earlyRefresh;
    policies.notifyInvalidation = notifyInvalidation;
    policies.worldSwitch = worldSwitch;
}

std::vector<PolicySet::Switch> PolicySet::switches()
{
    return {
        {"cache", PolicyText::tr("Use the cache"),
            PolicyText::tr("Ask Redis first. Off: every read asks Postgres."), &PolicySet::cache},
        {"single-flight", PolicyText::tr("One query per miss"),
            PolicyText::tr(
                "Of all who miss the same key at once, one asks Postgres and the others wait."),
            &PolicySet::singleFlight},
        {"jitter", PolicyText::tr("Spread the expiry times"),
            PolicyText::tr(
                "Keys filled together do not expire together: each lives up to 20 % shorter or "
                "longer."),
            &PolicySet::jitter},
        {"invalidate-on-write", PolicyText::tr("Delete on write"),
            PolicyText::tr("A write also deletes the cached copies it makes old."),
            &PolicySet::invalidateOnWrite},
        {"write-through", PolicyText::tr("Write through"),
            PolicyText::tr(
                "A write puts the new value into Redis instead of deleting the old one."),
            &PolicySet::writeThrough},
        {"write-behind", PolicyText::tr("Write behind"),
            PolicyText::tr(
                "Redis is written first and Postgres a little later: quick, and a crash loses "
                "what had not got there."),
            &PolicySet::writeBehind},
        {"negative-caching", PolicyText::tr("Remember \"no such row\""),
            PolicyText::tr("An answer of nothing is cached for a short while, too."),
            &PolicySet::negativeCaching},
        {"stale-while-revalidate", PolicyText::tr("Old answer while it is renewed"),
            PolicyText::tr(
                "Just after expiry the old answer is handed out while one request fetches a new "
                "one."),
            &PolicySet::staleWhileRevalidate},
        {"early-refresh", PolicyText::tr("Renew before expiry"),
            PolicyText::tr(
                "Now and then somebody renews a key shortly before it expires (XFetch)."),
            &PolicySet::earlyRefresh},
        {"notify", PolicyText::tr("Postgres says what changed"),
            PolicyText::tr(
                "A trigger notifies of every write, whoever made it, and the key is deleted."),
            &PolicySet::notifyInvalidation},
    };
}

QString PolicySet::differences(const PolicySet &other) const
{
    QStringList words;
    for (const Switch &one : switches()) {
        if (this->*one.field != other.*one.field)
            words += (this->*one.field ? PolicyText::tr("%1: on") : PolicyText::tr("%1: off"))
                         .arg(one.label);
    }
    if (worldSwitch != other.worldSwitch)
        words += worldSwitch ? PolicyText::tr("the world's own switch: on")
                             : PolicyText::tr("the world's own switch: off");
    if (ttl != other.ttl)
        words += PolicyText::tr("time to live %1").arg(ttlText(ttl));
    if (evictionPolicy != other.evictionPolicy && !evictionPolicy.isEmpty())
        words += evictionPolicy;
    if (roomForKeys != other.roomForKeys && roomForKeys > 0)
        words += PolicyText::tr("room for %1 of keys")
                     .arg(bytesText(static_cast<std::uint64_t>(roomForKeys)));
    return words.join(QStringLiteral(", "));
}

} // namespace tierlens
