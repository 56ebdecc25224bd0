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
  let target = try await Target.objects.create(create: true)
  let stop = try await Stop.objects.create(Stop(place: Place(city: "here", target: target)))
  guard try await Stop.objects.get { $0.place.target.create == true } == stop else { return [] }
  let relation = try await Relation.objects.create(path: path, row: row)
  let found = try await Key.objects.filter { $0.model.parent.name == "model" && $0.date.name == "1 May" }.get()
  let dates: [String?] = try await Key.objects.order { $0.id }.values { $0.date.name }.all()
  let expr = try await Key.objects.values {
    Expr.Columns(
      key: $0, model: $0.model, date: $0.date, class: $0.name, `init`: $0.name.length, row: $0.name, place: $0.name,
      list: $0.name, value0: $0.name.length, columns: $0.model.name, add: $0.name.length)
  }.filter { $0.class == "key" && $0.`init` == 3 && $0.add == 3 && $0.date.name != nil }.get()
  let term = try await Key.objects.values {
    SelectedInto.Columns(expr: SelectionTerm.Columns(count: $0.count()), selection: $0.model.name)
  }.order { ($0.expr.count, $0.selection) }.all()
  let selected = "\(expr.key.name) \(expr.model.name) \(expr.date?.name ?? "none") \(expr.row) \(expr.columns)"
  return [
    selected, "\(term.map(\.selection)) \(term.map(\.expr.count))",
    found.name, try await found.model.name, try await found.date?.name ?? "none", "\(dates)",
    "\(try await Data.objects.get(id: data.id).names)", try await Data.objects.get().key.name,
    try await character.field.name, try await Field.objects.get { $0.character.name == "y" }.name,
    try await relation.path.name, "\(try await Relation.objects.filter { $0.row == row }.count())",
    "\(try await model.delete().total)", "\(try await Key.objects.filter { $0.pk == other.id }.exists())",
  ]
}
