// SPDX-License-Identifier: GPL-3.0-or-later
// What Watch costs the application: redis-benchmark with it and without it, in turn, in one run.
//   throughput with Watch on (looks and key sampling, as a session has it)   ≥ 0.98 of without
// Arguments: number of pairs (9), requests of each run (200000). Exit code 1 if it is not met.
#include "support/watchedredis.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <cstdio>

using namespace tierlens;
using namespace tierlens::test;

namespace {

double requestsPerSecond(const TestRedis &server, const QString &requests)
{
    QProcess program;
    program.start(TestProcess::find(QStringLiteral("redis-benchmark")),
        {QStringLiteral("-s"), server.socket(), QStringLiteral("-q"), QStringLiteral("-t"),
            QStringLiteral("get"), QStringLiteral("-c"), QStringLiteral("50"), QStringLiteral("-r"),
            QStringLiteral("100000"), QStringLiteral("-n"), requests});
    if (!program.waitForFinished(120'000))
        return 0;
    static const QRegularExpression rate(QStringLiteral("GET: ([0-9.]+) requests per second"));
    return rate.match(QString::fromUtf8(program.readAllStandardOutput())).captured(1).toDouble();
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    const int pairs = arguments.value(1, QStringLiteral("9")).toInt();
    const auto requests = arguments.value(2, QStringLiteral("200000"));
    TestRedis server;
    if (pairs < 1 || !server.start())
        return 2;
    {
        Client app(server);
        app.fill(100'000, [](int i) {
            return std::vector<std::string>{"SET",
                "key:" + QStringLiteral("%1").arg(i, 12, 10, QLatin1Char('0')).toStdString(), "v"};
        });
    }
    requestsPerSecond(server, requests); // warms up
    std::vector<double> ratios;
    for (int i = 0; i < pairs; ++i) {
        const bool firstWith = i % 2 == 1; // neither is always the one after a pause
        double with = 0, without = 0;
        for (const bool isWith : {firstWith, !firstWith}) {
            if (isWith) {
                const Watched w(addressOf(server), true, 0.01);
                with = requestsPerSecond(server, requests);
            } else {
                without = requestsPerSecond(server, requests);
            }
        }
        ratios.push_back(without > 0 ? with / without : 0);
        std::printf("without %9.0f/s   with %9.0f/s   ratio %.3f\n", without, with, ratios.back());
        std::fflush(stdout);
    }
    const auto ratio = median(ratios);
    const bool met = ratio >= 0.98;
    std::printf("Redis with Watch on, median of %d pairs: %.3f (bound >= 0.98)  %s\n", pairs, ratio,
        met ? "met" : "NOT MET");
    return met ? 0 : 1;
}
