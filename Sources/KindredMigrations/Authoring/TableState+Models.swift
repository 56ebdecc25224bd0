import KindredCore

extension TableState {
  /// Why the table can have no model; nil if it can.
  var problemForModels: String? {
    if key.isEmpty { return "it has no primary key" }
    if key.count > 1 { return "its primary key has several columns (\(key.joined(separator: ", ")))" }
    guard let column = column(key[0]) else { return "its primary key cannot be read" }
    if column.isAutomatic && column.name != "id" {
      return "its automatic key is called \"\(column.name)\", and that of a model \"id\""
    }
    return nil
  }
}
