// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/troublefor.h"

#include <algorithm>
#include <string_view>

namespace tierlens {

namespace {
// SQLSTATEs and error words of Redis that say more than the kind of an error does.
struct KnownTrouble
{
    std::string_view code, topic;
};
constexpr KnownTrouble KnownTroubles[] = {{"NOPERM", "trouble-rights"}, {"42501", "trouble-rights"},
    {"53300", "trouble-full"}, {"OOM", "trouble-full"}, {"MISCONF", "trouble-full"},
    {"READONLY", "trouble-cluster"}, {"MOVED", "trouble-cluster"}, {"ASK", "trouble-cluster"},
    {"CROSSSLOT", "trouble-cluster"}, {"CLUSTERDOWN", "trouble-cluster"},
    {"MASTERDOWN", "trouble-cluster"}, {"TRYAGAIN", "trouble-cluster"}};
} // namespace

QString troubleTopicFor(const Error &error)
{
    const auto *known = std::find_if(std::begin(KnownTroubles), std::end(KnownTroubles),
        [&error](const KnownTrouble &one) { return one.code == error.code; });
    if (known != std::end(KnownTroubles))
        return QString::fromLatin1(known->topic.data(), qsizetype(known->topic.size()));
    switch (error.kind) {
    case ErrorKind::Usage:
        return QStringLiteral("addresses");
    case ErrorKind::Timeout:
        return QStringLiteral("trouble-timeout");
    case ErrorKind::Denied:
        return QStringLiteral("trouble-password");
    case ErrorKind::Protocol:
        return QStringLiteral("trouble-wrong-server");
    case ErrorKind::NotReady:
        return QStringLiteral("trouble-starting");
    case ErrorKind::Missing:
        return QStringLiteral("trouble-sandbox");
    case ErrorKind::Unreachable:
    case ErrorKind::Refused:
    case ErrorKind::Internal:
        break;
    }
    return QStringLiteral("trouble");
}

} // namespace tierlens
