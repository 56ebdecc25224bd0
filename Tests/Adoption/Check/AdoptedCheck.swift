import Adopted
import Foundation
import Kindred
import KindredPostgres
import KindredSQLite

/// Reads what Django has written, and writes what Django reads. `--again` reads what Django has written after that.
@main
struct AdoptedCheck {
  static func main() async throws {
    let database = try await opened()
    Database.default = database
    do {
      if CommandLine.arguments.contains("--again") {
        try await readAgain()
      } else {
        try await read()
        try await write()
      }
    } catch {
      await database.close()
      throw error
    }
    await database.close()
  }

  private static func opened() async throws -> Database {
    let environment = ProcessInfo.processInfo.environment
    if let path = environment["ADOPT_SQLITE"] { return try Database(sqlite: path) }
    let host = environment["KINDRED_POSTGRES_HOST"] ?? ""
    return try await Database(postgres: PostgresConfiguration("host=\(host) user=postgres dbname=adopt"))
  }

  struct Wrong: Error, CustomStringConvertible { let description: String }

  static func expect<Value: Equatable>(_ what: String, _ found: Value, _ wanted: Value) throws {
    if found != wanted { throw Wrong(description: "\(what) is \(found) for Kindred, and should be \(wanted).") }
  }

  // MARK: - Reading

  private static func read() async throws {
    let question = try await Question.objects.get { $0.questionText.startsWith("What's") }
    try expect("a time", question.pubDate.timeIntervalSince1970, 1_796_041_815.123456)
    try expect(
      "the choices",
      try await question.choiceSet.order { $0.id }.values { ($0.choiceText, $0.votes) }.all().map { "\($0)" },
      [#"("Not much", 3)"#, #"("The sky", 0)"#])
    try expect("a text", try await Question.objects.filter { $0.questionText == "Größer als 🌍?" }.count(), 1)

    let entry = try await Entry.objects.get { $0.slug == "biography" }
    try expect("a foreign key", try await entry.blog.name, "Beatles Blog")
    try expect("many-to-many", try await entry.authors.order { $0.name }.values { $0.name }.all(), ["John", "Paul"])
    try expect(
      "its other end", try await Author.objects.filter { $0.entry.slug == "second" }.values { $0.name }.all(), ["Paul"])
    try expect("a one-to-one", try await entry.entrydetail.details, "Its details")
    try expect("a relation to itself", try await Entry.objects.get { $0.follows.slug == "biography" }.slug, "second")
    try expect("JSON", try await Entry.objects.filter { $0.extra["depth"]["n"] == 1.5 }.count(), 1)
    try expect("a decimal", entry.fee, Decimal(string: "1234.5"))
    try expect("NULL", try await Entry.objects.get { $0.slug == "second" }.fee, nil)
    try expect("a UUID", entry.token, UUID(uuidString: "12345678-1234-5678-1234-567812345678"))
    try expect("an unsigned number", entry.wordCount, 2_000_000_000)
    try expect("a date", entry.pubDate, CalendarDate(year: 2008, month: 6, day: 1))
    try expect(
      "a relation to Django's users", try await Author.objects.get { $0.name == "John" }.account?.username, "john")
    try expect(
      "a symmetrical relation", try await Person.objects.get { $0.name == "George" }.friends.values { $0.name }.all(),
      ["Ringo"])
    let restaurant = try await Restaurant.objects.filter { $0.place.name == "Demon Dogs" }.get()
    try expect("a parent", try await restaurant.place.address, "944 W. Fullerton")
    try expect("a column of a child", restaurant.servesHotDogs, true)

    let ware = try await Ware.objects.get { $0.country.name == "Norge" }
    try expect("a key", ware.id, UUID(uuidString: "00000000-0000-0000-0000-0000000000aa"))
    try expect("a decimal with places", ware.price, Decimal(string: "99999999.125"))
    try expect(
      "numbers", "\(ware.stock) \(ware.shelf) \(ware.level) \(ware.offset) \(ware.weight)",
      "9000000000000000000 30000 -30000 -9000000000000000000 0.1")
    try expect("a time of day", ware.opens, TimeOfDay(hour: 8, minute: 30, microsecond: 5))
    try expect("bytes", ware.data, Data([0, 1, 255]))
    try expect("a default of the database", "\(ware.state) \(ware.`in`)", "new 7")
    try expect("a time that the database made", abs(ware.changed.timeIntervalSince(ware.made)) < 60, true)
    try expect("a key that is a relation", try await Delivery.objects.get { $0.no.value == 41 }.ware.id, ware.id)
    try expect("a model of Django's", try await Label.objects.get().contentType.model, "ware")
    print("Kindred reads what Django has written.")
  }

  // MARK: - Writing

  private static func write() async throws {
    let time = Date(timeIntervalSince1970: 1_796_112_000.25)
    let question = try await Question.objects.create(questionText: "Written by Kindred 🌍", pubDate: time)
    try await question.choiceSet.create(choiceText: "Yes", votes: 0)
    try await question.choiceSet.create(choiceText: "No", votes: 7)
    try await Choice.objects.filter { $0.choiceText == "The sky" }.delete()

    let blog = try await Blog.objects.get { $0.name == "Beatles Blog" }
    let first = try await Entry.objects.get { $0.slug == "biography" }
    guard let day = CalendarDate(year: 2026, month: 12, day: 1),
      let token = UUID(uuidString: "99999999-aaaa-bbbb-cccc-dddddddddddd"), let fee = Decimal(string: "12.34")
    else { throw Wrong(description: "A value cannot be made.") }
    let entry = try await Entry.objects.create(
      headline: "From Kindred", bodyText: "", pubDate: day, modDate: day, numberOfComments: 0, numberOfPingbacks: 0,
      rating: 5,
      slug: "from-kindred", wordCount: 2_147_483_647, extra: ["a": [1, ["b": .null]], "text": "été"], fee: fee,
      token: token,
      blog: blog, follows: first)
    let user = try await User.objects.get { $0.username == "john" }
    try await Author.objects.filter { $0.name == "John" }.update { $0.account.set(nil) }
    let yoko = try await Author.objects.create(name: "Yoko", email: "yoko@example.com", account: user)
    try await entry.authors.add(yoko, Author.objects.get { $0.name == "John" })
    try await Entrydetail.objects.create(details: "Details of Kindred", entry: entry)
    try await Entry.objects.filter { $0.slug == "second" }.update { $0.rating.set($0.rating + 2) }
    let pete = try await Person.objects.create(name: "Pete")
    try await pete.friends.add(Person.objects.get { $0.name == "Ringo" })
    try await Restaurant.objects.create(
      place: Place(name: "Kindred's Kitchen", address: "1 Main St"), servesHotDogs: false, servesPizza: true)

    let sweden = try await Country.objects.create(code: "SE", name: "Sverige")
    try await writeWare(in: sweden)
    let number = try await Number.objects.create(value: 42)
    let ware = try await Ware.objects.get { $0.weight == 2.5 }
    try await Delivery.objects.create(ware: ware, no: number)
    try await checkRules(entry, blog)
  }

  private static func writeWare(in country: Country) async throws {
    try await Ware.objects.create(
      id: UUID(), isFragile: true, isOld: nil, weight: 2.5, price: 0.125, stock: 5, shelf: 32_767, level: -5,
      offset: -6,
      photo: "", page: "", opens: TimeOfDay(hour: 7, minute: 15, microsecond: 250), lasts: lasting(3_600_000_001),
      data: Data([0, 127, 255]), made: .now, country: country)
  }

  /// What the database refuses.
  private static func checkRules(_ entry: Entry, _ blog: Blog) async throws {
    var wrong = entry
    wrong.rating = 11
    try await expectFailure(.checkViolation) { try await wrong.save() }
    try await expectFailure(.uniqueViolation) {
      try await Author.objects.create(name: "Another", email: "john@example.com", account: nil)
    }
    do {
      try await blog.delete()
      throw Wrong(description: "A blog with entries was deleted.")
    } catch is Wrong {
      throw Wrong(description: "A blog with entries was deleted.")
    } catch {}
  }

  private static func expectFailure(
    _ code: KindredError.Code, _ body: () async throws -> some Sendable
  ) async throws {
    do { _ = try await body() } catch let error as KindredError where error.code == code { return }
    throw Wrong(description: "The database did not refuse with \(code).")
  }

  // MARK: - After Django

  private static func readAgain() async throws {
    try expect("a blog of Django's", try await Blog.objects.filter { $0.name == "After Kindred" }.count(), 1)
    let entry = try await Entry.objects.get { $0.slug == "from-kindred" }
    try expect("many-to-many", try await entry.authors.count(), 3)
    try expect("an update", try await Country.objects.get { $0.code == "NO" }.name, "Norway")
    // The keys of both go on.
    try await Blog.objects.create(name: "And again", tagline: "")
    try expect("the keys", try await Set(Blog.objects.values { $0.id }.all()).count, 3)
    print("Kindred reads what Django has written afterwards.")
  }
}

/// What a duration is in a model: on SQLite, the table only says that it is a number.
private protocol Lasting {
  init(inMicroseconds number: Int)
}

extension Int: Lasting {
  fileprivate init(inMicroseconds number: Int) { self = number }
}

extension Duration: Lasting {
  fileprivate init(inMicroseconds number: Int) { self = .microseconds(number) }
}

private func lasting<Value: Lasting>(_ number: Int) -> Value { Value(inMicroseconds: number) }
