// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/addresspage.h"

#include "connect/fieldrow.h"
#include "parts/toggleswitch.h"

#include <QComboBox>
#include <QLineEdit>

namespace tierlens {

namespace {

using Field = AddressField;

constexpr std::pair<Field, QString RedisForm::*> RedisFields[] = {
    {Field::Host, &RedisForm::host},
    {Field::Port, &RedisForm::port},
    {Field::Socket, &RedisForm::socket},
    {Field::Sentinels, &RedisForm::sentinels},
    {Field::Service, &RedisForm::service},
    {Field::User, &RedisForm::user},
    {Field::Password, &RedisForm::password},
    {Field::OtherPassword, &RedisForm::sentinelPassword},
    {Field::Database, &RedisForm::database},
    {Field::CaFile, &RedisForm::caFile},
    {Field::CertificateFile, &RedisForm::certificateFile},
    {Field::KeyFile, &RedisForm::keyFile},
};

constexpr std::pair<Field, QString PostgresForm::*> PostgresFields[] = {
    {Field::Host, &PostgresForm::host},
    {Field::Port, &PostgresForm::port},
    {Field::User, &PostgresForm::user},
    {Field::Password, &PostgresForm::password},
    {Field::Database, &PostgresForm::database},
    {Field::Service, &PostgresForm::service},
    {Field::CaFile, &PostgresForm::caFile},
    {Field::CertificateFile, &PostgresForm::certificateFile},
    {Field::KeyFile, &PostgresForm::keyFile},
    {Field::OtherPassword, &PostgresForm::keyPassword},
};

} // namespace

RedisForm AddressPage::redisForm() const
{
    RedisForm form;
    for (const auto &[field, member] : RedisFields)
        form.*member = m_fields.at(field)->text();
    form.way = static_cast<RedisForm::Way>(m_choice->currentIndex());
    form.sentinelUser = m_sentinelUser->text();
    form.tls = m_tls->isChecked();
    return form;
}

void AddressPage::show(const RedisForm &form)
{
    for (const auto &[field, member] : RedisFields)
        m_fields.at(field)->setText(form.*member);
    m_choice->setCurrentIndex(static_cast<int>(form.way));
    m_sentinelUser->setText(form.sentinelUser);
    m_tls->setChecked(form.tls);
}

PostgresForm AddressPage::postgresForm() const
{
    PostgresForm form = m_kept;
    for (const auto &[field, member] : PostgresFields)
        form.*member = m_fields.at(field)->text();
    if (m_choice->currentIndex() > 0)
        form.tlsMode = m_choice->currentText();
    return form;
}

void AddressPage::show(const PostgresForm &form)
{
    m_kept = {};
    m_kept.others = form.others;
    m_kept.asKeywords = form.asKeywords;
    for (const auto &[field, member] : PostgresFields)
        m_fields.at(field)->setText(form.*member);
    m_choice->setCurrentIndex(int(PostgresForm::tlsModes().indexOf(form.tlsMode)) + 1);
}

void AddressPage::arrange()
{
    const auto visible = [this](Field field, bool is) { m_fields.at(field)->setVisible(is); };
    bool encrypted = true;
    if (m_tier == Tier::Redis) {
        const auto way = static_cast<RedisForm::Way>(m_choice->currentIndex());
        const bool bySentinels = way == RedisForm::Way::Sentinels;
        visible(Field::Host, way == RedisForm::Way::Host);
        visible(Field::Port, way == RedisForm::Way::Host);
        visible(Field::Socket, way == RedisForm::Way::Socket);
        visible(Field::Sentinels, bySentinels);
        visible(Field::Service, bySentinels);
        visible(Field::OtherPassword, bySentinels);
        m_sentinelUser->setVisible(bySentinels);
        m_tls->setVisible(way != RedisForm::Way::Socket);
        encrypted = m_tls->isChecked() && way != RedisForm::Way::Socket;
    } else {
        encrypted = m_choice->currentText() != QLatin1String("disable");
        const bool hasKey = encrypted && !m_fields.at(Field::KeyFile)->text().isEmpty();
        visible(Field::OtherPassword, hasKey);
    }
    visible(Field::CaFile, encrypted);
    visible(Field::CertificateFile, encrypted);
    visible(Field::KeyFile, encrypted);
}

} // namespace tierlens
