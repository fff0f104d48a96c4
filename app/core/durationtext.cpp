// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/durationtext.h"

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
constexpr QChar NarrowSpace(0x202f);

QString number(double value, int decimals) { return QString::number(value, 'f', decimals); }

// Three digits that matter: 0.10, 1.32, 41.2, 941.
QString threeDigits(double value)
{
    if (value < 9.995)
        return number(value, 2);
    if (value < 99.95)
        return number(value, 1);
    return number(value, 0);
}

QString clockText(std::int64_t seconds)
{
    const auto two
        = [](std::int64_t n) { return QStringLiteral("%1").arg(n, 2, 10, QLatin1Char('0')); };
    if (seconds >= 3600)
        return QStringLiteral("%1:%2:%3")
            .arg(seconds / 3600)
            .arg(two(seconds / 60 % 60), two(seconds % 60));
    return QStringLiteral("%1:%2").arg(seconds / 60).arg(two(seconds % 60));
}
} // namespace

QString durationText(Duration value)
{
    const double ms = static_cast<double>(value.count()) / 1e6;
    if (ms < 999.5)
        return threeDigits(ms) + QStringLiteral(" ms");
    const double s = ms / 1e3;
    if (s < 99.5)
        return number(s, s < 9.95 ? 1 : 0) + QStringLiteral(" s");
    return clockText(std::llround(s));
}

QString ttlText(Duration rest)
{
    const double s = std::max(0.0, static_cast<double>(rest.count()) / 1e9);
    if (s < 59.95)
        return number(s, 1) + QStringLiteral(" s");
    return clockText(std::llround(s));
}

QString upText(std::chrono::seconds value)
{
    const auto s = value.count();
    if (s < 60)
        return QStringLiteral("%1 s").arg(s);
    if (s < 3600)
        return QStringLiteral("%1 m").arg(s / 60);
    if (s < 48 * 3600)
        return QStringLiteral("%1 h").arg(s / 3600);
    return QStringLiteral("%1 d").arg(s / 86400);
}

QString countText(std::uint64_t value)
{
    QString text = QString::number(value);
    for (auto at = text.size() - 3; at > 0; at -= 3)
        text.insert(at, NarrowSpace);
    return text;
}

QString bigText(std::uint64_t value)
{
    const auto v = static_cast<double>(value);
    if (v < 1e4)
        return countText(value);
    if (v < 999.5e3)
        return threeDigits(v / 1e3) + QStringLiteral(" k");
    if (v < 999.5e6)
        return threeDigits(v / 1e6) + QStringLiteral(" M");
    return threeDigits(v / 1e9) + QStringLiteral(" G");
}

QString keysText(std::uint64_t count)
{
    return count == 1 ? QStringLiteral("1 key") : QStringLiteral("%1 keys").arg(countText(count));
}

QString bytesText(std::uint64_t bytes)
{
    const auto v = static_cast<double>(bytes);
    const auto one = [](double n) { return number(n, n < 9.95 ? 1 : 0); };
    if (bytes < 1000)
        return bytes == 1 ? QStringLiteral("1 byte") : QStringLiteral("%1 bytes").arg(bytes);
    if (v < 999.5e3)
        return one(v / 1e3) + QStringLiteral(" kB");
    if (v < 999.5e6)
        return one(v / 1e6) + QStringLiteral(" MB");
    return one(v / 1e9) + QStringLiteral(" GB");
}

QString rateText(double perSecond)
{
    if (perSecond <= 0)
        return QStringLiteral("0/s");
    if (perSecond < 9.95)
        return number(perSecond, 1) + QStringLiteral("/s");
    return countText(static_cast<std::uint64_t>(std::llround(perSecond))) + QStringLiteral("/s");
}

QString percentText(double share)
{
    if (share < 0 || std::isnan(share))
        return QStringLiteral("–");
    if (share >= 1)
        return QStringLiteral("100 %");
    // Rounded down near the top: 99.97 % must not read as 100 %.
    return number(std::min(std::round(share * 1000) / 10, 99.9), 1) + QStringLiteral(" %");
}

QString wholePercentText(double share)
{
    // A hair up first: 0.29 * 100 is 28.999… in binary.
    return QStringLiteral("%1 %").arg(std::floor(share * 100 + 1e-9));
}

QString timesText(double factor)
{
    if (factor < 9.95)
        return number(factor, 1) + QStringLiteral("×");
    return countText(static_cast<std::uint64_t>(std::llround(factor))) + QStringLiteral("×");
}

QString momentText(SinceStart at)
{
    const auto ms = std::max<std::int64_t>(0, at.count() / 1'000'000);
    return clockText(ms / 1000) + QStringLiteral(".%1").arg(ms % 1000, 3, 10, QLatin1Char('0'));
}

QString axisText(Duration mark)
{
    const double ms = static_cast<double>(mark.count()) / 1e6;
    return ms < 999.5 ? QString::number(ms, 'g', 6) + QStringLiteral(" ms")
                      : QString::number(ms / 1e3, 'g', 6) + QStringLiteral(" s");
}

QString axisPercentText(double mark)
{
    return QString::number(std::lround(mark * 100)) + QStringLiteral(" %");
}

} // namespace tierlens
