// SPDX-License-Identifier: GPL-3.0-or-later
#include "localservers/localservers.h"

#include "core/onworker.h"
#include "localservers/serverprobe.h"

#include <QEventLoop>

#include <algorithm>
#include <tuple>

namespace tierlens {

namespace {

std::vector<LocalServer> askedAt(
    const std::vector<ServerPlace> &places, std::chrono::milliseconds patience)
{
    QEventLoop loop; // of this worker: sockets and their time limits need one
    std::vector<std::unique_ptr<ServerProbe>> probes;
    for (const auto &place : places)
        probes.push_back(std::make_unique<ServerProbe>(place, patience));
    auto left = probes.size();
    for (const auto &probe : probes)
        probe->begin([&left, &loop] {
            if (--left == 0)
                loop.quit();
        });
    if (left > 0)
        loop.exec();
    std::vector<LocalServer> found;
    for (const auto &probe : probes) {
        if (const auto state = probe->found())
            found.push_back({probe->place(), *state});
    }
    const auto rank = [](const LocalServer &server) {
        return std::tuple(server.place.tier, server.place.source.isEmpty(), server.state,
            !server.place.socket.isEmpty());
    };
    std::stable_sort(found.begin(), found.end(),
        [&rank](const LocalServer &a, const LocalServer &b) { return rank(a) < rank(b); });
    return found;
}

} // namespace

QFuture<std::vector<LocalServer>> findLocalServers(
    PlacesCall places, std::chrono::milliseconds patience)
{
    return onWorker([places = std::move(places), patience] { return askedAt(places(), patience); });
}

} // namespace tierlens
