internal import SQLite

/// Collects the written words of rows: the stem of each, and the rows that contain it.
struct FormCollector {
  /// The written words.
  private(set) var forms = TermTable()
  private(set) var stems = TermTable()
  /// The stem of each word.
  private(set) var stemOfForm: [Int32] = []
  /// The dominant form of each stem: the first one that was added.
  private(set) var dominantForms: [Int32] = []
  /// The postings of each word; empty for dominant forms, unless `collectsAll`.
  private(set) var lists: [EncodedFormPostings] = []

  /// True for each word whose postings are collected.
  private var isCollected: [Bool] = []
  private let collectsAll: Bool
  private let stemmer: FormStemmer
  /// The number of occurrences of each word in the title and the text of the current row.
  private var counts: [UInt32] = []
  /// The words whose postings are collected and that are in the current row.
  private var present: [Int] = []

  /// Creates an empty collector.
  ///
  /// The postings of dominant forms are collected too if `collectsAll`.
  init(_ stemmer: FormStemmer, collectsAll: Bool = false) {
    self.stemmer = stemmer
    self.collectsAll = collectsAll
  }

  /// The numbers of the forms of each stem but the dominant one, ascending by form.
  var others: [[Int]] {
    var others = Array(repeating: [Int](), count: stems.count)
    for form in forms.sorted() {
      let stem = Int(stemOfForm[form])
      if Int(dominantForms[stem]) != form { others[stem].append(form) }
    }
    return others
  }

  func isDominant(_ form: Int) -> Bool { Int(dominantForms[Int(stemOfForm[form])]) == form }

  /// Adds a form of a stem; it becomes the dominant one if `isDominant`.
  mutating func add(_ form: [UInt8], stem: [UInt8], isDominant: Bool) {
    let number = form.withUnsafeBytes { forms.number(of: $0) }
    if number == stemOfForm.count { append(stem) }
    guard isDominant else { return }
    let stem = Int(stemOfForm[number])
    isCollected[Int(dominantForms[stem])] = true
    dominantForms[stem] = Int32(number)
    isCollected[number] = collectsAll
  }

  /// Appends what belongs to the form that was added to `forms` last.
  private mutating func append(_ stem: [UInt8]) {
    let number = stem.withUnsafeBytes { stems.number(of: $0) }
    let isDominant = number == dominantForms.count
    if isDominant { dominantForms.append(Int32(stemOfForm.count)) }
    isCollected.append(collectsAll || !isDominant)
    stemOfForm.append(Int32(number))
    lists.append(EncodedFormPostings())
    counts.append(0)
    counts.append(0)
  }

  /// Adds a row with the words of its title and its text.
  ///
  /// - Precondition: `row` is higher than all previous ones.
  mutating func add(_ row: UInt32, _ columns: [TokenizedText]) throws(IndexError) {
    var failure: IndexError?
    for (column, text) in columns.prefix(2).enumerated() {
      text.forEachTerm { word in
        let number = forms.number(of: word)
        if number == stemOfForm.count {
          do throws(IndexError) {
            append(try stemmer.stem(word))
          } catch {
            failure = error
            append(Array(word))
          }
        }
        guard isCollected[number] else { return }
        if counts[2 * number] == 0, counts[2 * number + 1] == 0 { present.append(number) }
        counts[2 * number + column] += 1
      }
    }
    for number in present {
      lists[number].append(row, counts[2 * number], counts[2 * number + 1])
      counts[2 * number] = 0
      counts[2 * number + 1] = 0
    }
    present.removeAll(keepingCapacity: true)
    if let failure { throw failure }
  }
}
