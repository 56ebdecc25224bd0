public import Kindred

/// Creates the tables of the module, and asks for rows with every kind of query.
///
/// - Returns: What it found.
public func exerciseNames(on database: Database) async throws -> [String] {
  try await database.createTables(for: NamesModels.all)
  let model = try await Model.objects.create(name: "model")
  let child = try await model.children.create(name: "child")
  let date = try await Date.objects.create(name: "1 May")
  let key = try await date.keySet.create(name: "key", model: child)
  let other = try await Key.objects.create(name: "other", model: model)
  let data = try await key.dataSet.create(names: ["a", "b"])
  let field = try await Field.objects.create(name: "field")
  let character = try await Character.objects.create(name: "y", field: field)
  let path = try await Path.objects.create(name: "path")
  let row = try await Row.objects.create(name: "row")
  let relation = try await Relation.objects.create(path: path, row: row)
  let found = try await Key.objects.filter { $0.model.parent.name == "model" && $0.date.name == "1 May" }.get()
  let dates: [String?] = try await Key.objects.order { $0.id }.values { $0.date.name }.all()
  return [
    found.name, try await found.model.name, try await found.date?.name ?? "none", "\(dates)",
    "\(try await Data.objects.get(id: data.id).names)", try await Data.objects.get().key.name,
    try await character.field.name, try await Field.objects.get { $0.character.name == "y" }.name,
    try await relation.path.name, "\(try await Relation.objects.filter { $0.row == row }.count())",
    "\(try await model.delete().total)", "\(try await Key.objects.filter { $0.pk == other.id }.exists())",
  ]
}
