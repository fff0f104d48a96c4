// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connectionimport.h"

#include <QDialog>

#include <vector>

class QCheckBox;

namespace tierlens {

// Connections that this computer knows of, to choose from.
class ImportDialog : public QDialog
{
    Q_OBJECT
public:
    explicit ImportDialog(std::vector<ImportProposal> proposals, QWidget *parent = nullptr);

Q_SIGNALS:
    void taken(const std::vector<tierlens::ImportProposal> &chosen);

private:
    std::vector<ImportProposal> m_proposals;
    std::vector<QCheckBox *> m_checks;
};

} // namespace tierlens
