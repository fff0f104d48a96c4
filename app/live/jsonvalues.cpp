// SPDX-License-Identifier: GPL-3.0-or-later
#include "live/jsonvalues.h"

namespace tierlens::json {

namespace {
constexpr std::int64_t Exact = std::int64_t(1) << 53; // beyond, a double is not
}

QJsonValue text(const std::string &bytes)
{
    const auto view = QByteArray::fromRawData(bytes.data(), qsizetype(bytes.size()));
    const auto text = QString::fromUtf8(view);
    if (text.toUtf8() == view)
        return text;
    return QJsonObject{{QStringLiteral("b64"), QString::fromLatin1(view.toBase64())}};
}

std::string bytes(const QJsonValue &value)
{
    if (value.isObject())
        return QByteArray::fromBase64(value.toObject()[QStringLiteral("b64")].toString().toLatin1())
            .toStdString();
    return value.toString().toStdString();
}

QJsonValue whole(std::int64_t number)
{
    if (number > -Exact && number < Exact)
        return static_cast<double>(number);
    return QString::number(number);
}

std::int64_t whole(const QJsonValue &value)
{
    if (value.isString())
        return value.toString().toLongLong();
    const double number = value.toDouble();
    return number > -double(Exact) && number < double(Exact) ? static_cast<std::int64_t>(number)
                                                             : 0;
}

} // namespace tierlens::json
