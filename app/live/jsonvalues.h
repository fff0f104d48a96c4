// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace tierlens {

// Values to JSON and back by the one list `fields(visit, value)`. Whole numbers beyond 2^53 and
// bytes that are no UTF-8 go as text. Reading never fails: what is missing or of another kind
// stays as it was; whoever reads a file checks its frame first.
class JsonWriter
{
public:
    template <typename T> void operator()(const char *name, T &value)
    {
        m_object.insert(QLatin1String(name), of(value));
    }
    template <typename T> static QJsonValue of(T &value);
    const QJsonObject &object() const { return m_object; }

private:
    QJsonObject m_object;
};

class JsonReader
{
public:
    explicit JsonReader(QJsonObject object)
        : m_object(std::move(object))
    { }
    template <typename T> void operator()(const char *name, T &value)
    {
        if (const auto found = m_object.constFind(QLatin1String(name));
            found != m_object.constEnd())
            into(*found, value);
    }
    template <typename T> static void into(const QJsonValue &json, T &value);

private:
    QJsonObject m_object;
};

namespace json {
template <typename T> struct IsList : std::false_type
{ };
template <typename T> struct IsList<std::vector<T>> : std::true_type
{ };
template <typename T> struct IsList<std::deque<T>> : std::true_type
{ };
template <typename T> struct IsArray : std::false_type
{ };
template <typename T, std::size_t N> struct IsArray<std::array<T, N>> : std::true_type
{ };
template <typename T> struct IsOptional : std::false_type
{ };
template <typename T> struct IsOptional<std::optional<T>> : std::true_type
{ };
template <typename T> struct IsDuration : std::false_type
{ };
template <typename R, typename P> struct IsDuration<std::chrono::duration<R, P>> : std::true_type
{ };

QJsonValue text(const std::string &bytes); // as it is, or {"b64": …} if it is no UTF-8
std::string bytes(const QJsonValue &value);
QJsonValue whole(std::int64_t number);
std::int64_t whole(const QJsonValue &value);
} // namespace json

template <typename T> QJsonValue JsonWriter::of(T &value)
{
    if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, double>) {
        return value;
    } else if constexpr (std::is_enum_v<T>) {
        return json::whole(static_cast<std::int64_t>(value));
    } else if constexpr (std::is_integral_v<T>) {
        return json::whole(static_cast<std::int64_t>(value));
    } else if constexpr (json::IsDuration<T>::value) {
        return json::whole(static_cast<std::int64_t>(value.count()));
    } else if constexpr (std::is_same_v<T, std::string>) {
        return json::text(value);
    } else if constexpr (std::is_same_v<T, QString>) {
        return value;
    } else if constexpr (json::IsOptional<T>::value) {
        return value ? of(*value) : QJsonValue();
    } else if constexpr (json::IsList<T>::value || json::IsArray<T>::value) {
        QJsonArray array;
        for (auto &entry : value)
            array.append(of(entry));
        return array;
    } else {
        JsonWriter inner;
        fields(inner, value);
        return inner.m_object;
    }
}

template <typename T> void JsonReader::into(const QJsonValue &json, T &value)
{
    if constexpr (std::is_same_v<T, bool>) {
        value = json.toBool(value);
    } else if constexpr (std::is_same_v<T, double>) {
        value = json.toDouble(value);
    } else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
        value = static_cast<T>(json::whole(json));
    } else if constexpr (json::IsDuration<T>::value) {
        value = T(static_cast<typename T::rep>(json::whole(json)));
    } else if constexpr (std::is_same_v<T, std::string>) {
        value = json::bytes(json);
    } else if constexpr (std::is_same_v<T, QString>) {
        value = json.toString(value);
    } else if constexpr (json::IsOptional<T>::value) {
        value.reset();
        if (!json.isNull() && !json.isUndefined())
            into(json, value.emplace());
    } else if constexpr (json::IsList<T>::value) {
        value.clear();
        for (const auto entry : json.toArray())
            into(entry, value.emplace_back());
    } else if constexpr (json::IsArray<T>::value) {
        const auto array = json.toArray();
        for (qsizetype i = 0; i < array.size() && i < qsizetype(value.size()); ++i)
            into(array[i], value[std::size_t(i)]);
    } else {
        JsonReader inner(json.toObject());
        fields(inner, value);
    }
}

} // namespace tierlens
