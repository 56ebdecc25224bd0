public import Kindred

/// Makes models, filters and follows them, on the main actor.
///
/// - Returns: What it found.
public func exerciseMainActor(on database: Database) async throws -> [String] {
  try await database.createTables(for: IsolatedModels.all)
  let cat = try await Cat.objects.create(name: "Minka", toys: ["ball"])
  _ = try await cat.kittenSet.create(name: "Tom")
  let found = try await Kitten.objects.filter { $0.mother.name == "Minka" && $0.mother.mood == .calm }.get()
  let mother = try await found.mother
  let lines = Cat.objects.values {
    CatLine.Columns(name: $0.name, mood: $0.mood, kittens: $0.kitten.count(), cat: $0)
  }
  let line = try await lines.filter { $0.kittens == 1 && $0.mood == .calm }.get()
  let read = try await names(of: lines)
  _ = try await Basket.objects.create(care: Care(food: "fish", helper: cat), size: 2)
  let basket = try await Basket.objects.filter { $0.care.food == "fish" && $0.care.helper == cat }.get()
  guard basket.care.helperID == cat.id, basket.size == 2 else { return [] }
  return [
    "\(line.name) \(line.mood) \(line.kittens) \(line.cat.toys) \(read)",
    found.name, mother.name, "\(mother.toys)", try await elsewhere(found), "\(try await cat.delete().total)",
  ]
}

/// Selections are read off the main actor as well.
@concurrent
nonisolated private func names(
  of lines: ResultQuery<Cat, CatLine, SelectedInto<CatLine>>
) async throws -> [String] {
  var names: [String] = []
  for try await line in lines.rows { names.append(line.name) }
  return names + (try await lines.order { $0.cat.name }.all()).map(\.name)
}

/// Off the main actor, where the model's machinery has to work too.
@concurrent
nonisolated private func elsewhere(_ kitten: Kitten) async throws -> String {
  guard kitten.motherID.isUnsaved == false else { return "" }
  return try await Cat.objects.filter { $0.kitten.name == "Tom" }.get().name
}
