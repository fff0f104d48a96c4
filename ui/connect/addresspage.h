// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection.h"
#include "connections/postgresform.h"
#include "connections/redisform.h"
#include "core/event.h"

#include <QWidget>

#include <map>

class QComboBox;
class QGridLayout;
class QVBoxLayout;

namespace tierlens {

class FieldRow;
class ToggleSwitch;
class UriField;

// How to reach one of the two servers: an address to paste, the same in fields, and a tunnel.
// Address and fields follow each other; each field says what is wrong with it. All empty means that
// there is no such server.
class AddressPage : public QWidget
{
    Q_OBJECT
public:
    explicit AddressPage(Tier tier, QWidget *parent = nullptr);

    void setAddress(const QString &address); // whole, or without a password
    QString address() const; // whole; passwords and all
    void setTunnel(const TunnelOptions &tunnel);
    TunnelOptions tunnel() const;
    bool isEmpty() const { return address().isEmpty(); }
    bool isRight() const { return m_right; } // can be saved and tried

Q_SIGNALS:
    void edited(); // by the user, or by setAddress()

private:
    void build();
    FieldRow *add(AddressField field, const QString &name, QGridLayout *grid, int row, int column,
        int width, const QString &example = {});
    void uriEdited();
    void fieldsEdited();
    void check();
    void arrange(); // shows the fields that count

    RedisForm redisForm() const;
    void show(const RedisForm &form);
    PostgresForm postgresForm() const;
    void show(const PostgresForm &form);

    Tier m_tier;
    UriField *m_uri;
    FieldRow *m_uriRow;
    std::map<AddressField, FieldRow *> m_fields;
    QComboBox *m_choice = nullptr; // Redis: the way to it; Postgres: TLS mode
    FieldRow *m_sentinelUser = nullptr;
    ToggleSwitch *m_tls = nullptr;
    PostgresForm m_kept; // what the fields do not show, to be written back
    bool m_right = true, m_quiet = false;
    bool m_byUri = false; // the address was edited last, not a field
};

} // namespace tierlens
