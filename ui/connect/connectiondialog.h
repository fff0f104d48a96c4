// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection.h"
#include "core/event.h"

#include <QDialog>

#include <memory>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QVBoxLayout;

namespace tierlens {

class AddressPage;
class CheckResults;
class ColorChoice;
class FieldRow;
class RestartField;
class Route;
class Secrets;
struct ConnectionCheck;

// Everything that is kept of a connection. Passwords go to the Secrets, the rest is handed out by
// saved(). Not modal by itself, and nothing in it waits.
class ConnectionDialog : public QDialog
{
    Q_OBJECT
public:
    // The addresses may have passwords in them; otherwise the Secrets are asked.
    ConnectionDialog(const Connection &connection, Secrets &secrets, QWidget *parent = nullptr);
    ~ConnectionDialog() override;

Q_SIGNALS:
    void saved(const tierlens::Connection &connection); // no passwords in it
    void watchRequested(const tierlens::Connection &connection, const QString &redis,
        const QString &postgres); // saved as well; with passwords

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *buildHead();
    QWidget *buildCommands();
    void buildFoot(QVBoxLayout *rows);
    void addPage(const QString &name, QWidget *page);
    void fillSecrets();
    void check();
    void tellEnvironment();
    void test();
    void testEnded(const ConnectionCheck &check);
    void fitResults();
    void save(bool watch);
    Connection connection() const; // addresses without passwords

    Connection m_was;
    Secrets &m_secrets;
    QLineEdit *m_name;
    FieldRow *m_nameRow = nullptr;
    QComboBox *m_environment;
    QLabel *m_meaning;
    ColorChoice *m_color;
    AddressPage *m_redis, *m_postgres;
    RestartField *m_restartRedis, *m_restartPostgres;
    QWidget *m_tabs;
    QStackedWidget *m_pages;
    CheckResults *m_results;
    QWidget *m_resultArea = nullptr;
    QCheckBox *m_keep;
    QLabel *m_why; // it cannot be saved yet
    QPushButton *m_test, *m_save, *m_watch;
    std::unique_ptr<Route> m_route; // of the test
    int m_testing = 0; // servers still being tested
    int m_tested = 0; // generation
};

} // namespace tierlens
