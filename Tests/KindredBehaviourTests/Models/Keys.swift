import Foundation
import Kindred

/// A key of text, which Swift compares by characters and databases by bytes.
@Model
struct Nation {
  @PrimaryKey(maxLength: 20) var name: String
  var size: Int = 0
}

@Model
struct Town {
  @ForeignKey(onDelete: .cascade) var nation: Nation
  var name: String
}

/// Refers to towns, so that deleting them reads their keys.
@Model
struct Street {
  @ForeignKey(onDelete: .cascade) var town: Town
}

/// A text that ignores case in Swift, but not in the database.
struct Label: StoredAs, KeyValue, Codable {
  var text: String

  init(_ text: String) { self.text = text }
  init(stored: String) { text = stored }
  var stored: String { text }

  static func == (lhs: Label, rhs: Label) -> Bool { lhs.text.lowercased() == rhs.text.lowercased() }
  func hash(into hasher: inout Hasher) { hasher.combine(text.lowercased()) }
}

/// A text that is stored in lower case.
struct Address: StoredAs, KeyValue, Codable {
  var text: String

  init(_ text: String) { self.text = text }
  init(stored: String) { text = stored }
  var stored: String { text.lowercased() }
}

@Model
struct Shelfmark {
  @PrimaryKey var label: Label
  var title: String = ""
}

@Model
struct Copy {
  @ForeignKey(onDelete: .protect) var shelfmark: Shelfmark
}

@Model
struct Mailbox {
  @PrimaryKey var address: Address
  var owner: String = ""
}

@Model
struct Letter {
  @ForeignKey(onDelete: .cascade) var mailbox: Mailbox
}

enum Weekend: String, Choices, KeyValue {
  case saturday = "Samedi\u{E9}"
  case sunday = "Dimanche"
}

/// Keys of the other types of which one value may be spelled in several ways.
@Model
struct Holiday {
  @PrimaryKey var day: CalendarDate
  var name: String = ""
}

@Model
struct Bell {
  @PrimaryKey var time: TimeOfDay
  var name: String = ""
}

@Model
struct Shift {
  @PrimaryKey var day: Weekend
  var name: String = ""
}

@Model
struct Sensor {
  @ForeignKey(onDelete: .cascade) var device: Device
}

/// Has an order of its own.
@Model(ordering: ["-score", "code"])
struct Region {
  @PrimaryKey(maxLength: 2) var code: String
  var score: Int = 0
}

/// Points to a model that has an order of its own.
@Model
struct Visit {
  @ForeignKey(onDelete: .cascade) var region: Region
  @ForeignKey(onDelete: .setNull) var town: Town?
  var rank: Int = 0
}

/// Values that have a form in memory and another in the database.
@Model
struct Stamp {
  var at: Date
  let madeAt: Date
  var until: Date? = nil
  var span: Duration = .zero
  var moments: [Date] = []
  var payload: Data? = nil
  @Field(.json) var tags: [String]? = nil
  var note: String = ""
}

/// Points to a field that may be nil.
@Model
struct Badge {
  @Field(unique: true) var code: String?
}

@Model
struct Holder {
  @ForeignKey(to: "code", onDelete: .cascade) var badge: Badge?
}

/// Two types that each contain a model with the same name.
enum Depot {
  @Model
  struct Parcel {
    var label: String
  }
}

enum Harbour {
  @Model
  struct Parcel {
    @ForeignKey(onDelete: .cascade, relatedName: "arrivals") var from: Depot.Parcel
  }
}

/// A deletion would give its rows a key that no row has.
@Model
struct Kennel {
  var name: String
}

@Model
struct Dog {
  @ForeignKey(onDelete: .set(Key<Kennel>.unsaved)) var kennel: Kennel?
}

@Model
struct Closing {
  @ForeignKey(onDelete: .cascade) var holiday: Holiday
}
